using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>The usual course of spend, learned while the owner lives; without it a window's course is a straight line.</summary>
public sealed partial class ScopeBook
{
    private readonly Dictionary<string, WeekShape> _shapes = new(StringComparer.Ordinal);

    private void Learn(WindowBook window, long spent, Instant wall)
    {
        if (ShapeOf(_plans.FirstOrDefault(plan => plan.Name == window.Budget)) is { } shape)
            shape.Observe(wall, spent);
    }

    /// <summary>Null for a budget that is not paced.</summary>
    private WeekShape? ShapeOf(BudgetPlan? plan)
    {
        if (plan is not { Pacing: Pacing.On })
            return null;
        if (!_shapes.TryGetValue(plan.Name, out var shape))
            _shapes[plan.Name] = shape = new WeekShape();
        return shape;
    }
}
