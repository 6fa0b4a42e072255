using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>A denied request changes no balance: what a gateway has charged is what it admitted, and nothing else.</summary>
public sealed class DenialsCostNothing() : Checker("7 denials cost nothing")
{
    private readonly HashSet<ScopePath> _rolledBack = [];

    /// <summary>A gateway that had forgotten the scope goes on from what the store still knows.</summary>
    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void AfterEvent(SimWorld world)
    {
        if (world.Acting is not { } gateway)
            return;
        foreach (var (scope, budget, window, counters) in gateway.Slices)
        {
            var admitted = gateway.Done.GetValueOrDefault((scope, budget, window)).Charged;
            if (counters.Charged != admitted && !_rolledBack.Contains(scope))
                Fail($"{gateway.Incarnation}, {scope}:{budget}/{window}: {counters.Charged} is charged, {admitted} was admitted");
        }
    }
}
