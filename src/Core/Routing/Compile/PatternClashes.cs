using BudgetMesh.Budgets;

namespace BudgetMesh.Routing;

/// <summary>Patterns that fit a path alike, and budgets that would count the same path in two units.</summary>
internal static class PatternClashes
{
    public static void Check(
        IReadOnlyList<PatternPlan> patterns, IReadOnlyDictionary<string, ScopeConfig> configs, IEnumerable<ScopePlan> scopes, FieldPath field, ProblemList problems)
    {
        foreach (var (place, made) in patterns.Index())
        {
            foreach (var other in patterns.Take(place).Where(other => other.Pattern.Overlaps(made.Pattern)))
            {
                if (other.Pattern.CompareSpecificity(made.Pattern) == 0)
                    problems.Add(field.Key(made.Pattern.Text), $"{made} and {other} fit some paths alike, and neither says more: make one of them longer, or apart");
                CheckUnits(made, other.ToString(), UnitsOf(configs[other.Pattern.Text]), configs, field, problems);
            }
        }

        foreach (var scope in scopes)
        {
            foreach (var made in patterns.Where(made => made.Pattern.Matches(scope.Path.Value)))
                CheckUnits(made, scope.Path.Value, scope.Budgets.ToDictionary(static budget => budget.Name, static budget => budget.Unit), configs, field, problems);
        }
    }

    /// <summary>Which pattern a path belongs to can change with the mesh; its books are kept by the budget's name and never change their unit.</summary>
    private static void CheckUnits(
        PatternPlan made, string other, Dictionary<string, BudgetUnit> units, IReadOnlyDictionary<string, ScopeConfig> configs, FieldPath field, ProblemList problems)
    {
        foreach (var (name, unit) in UnitsOf(configs[made.Pattern.Text]))
        {
            if (units.TryGetValue(name, out var otherUnit) && unit != otherUnit)
                problems.Add(field.Key(made.Pattern.Text).Field("budgets"), $"budget {name} counts another unit here than in {other}, which fits some of the same paths: give one of them another name");
        }
    }

    private static Dictionary<string, BudgetUnit> UnitsOf(ScopeConfig? config)
    {
        var units = new Dictionary<string, BudgetUnit>(StringComparer.Ordinal);
        foreach (var budget in config?.Budgets ?? [])
        {
            if (budget is { Name: { } name, Amount: { } amount } && AmountText.Parse(amount, default, new ProblemList()) is var (unit, _))
                units.TryAdd(name, unit);
        }

        return units;
    }
}
