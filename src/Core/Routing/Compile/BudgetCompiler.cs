using System.Collections.Immutable;
using BudgetMesh.Budgets;

namespace BudgetMesh.Routing;

/// <summary>The budgets of one scope.</summary>
internal static class BudgetCompiler
{
    /// <param name="scope">Whose budgets they are; default for those of a pattern.</param>
    /// <param name="scopeName">As the operator wrote it.</param>
    public static ImmutableArray<BudgetPlan> Compile(
        ScopePath scope,
        string scopeName,
        IReadOnlyList<BudgetConfig> configs,
        BudgetCalendar inherited,
        Pacing pacing,
        FieldPath field,
        ProblemList problems)
    {
        if (configs.Count > Limits.BudgetsPerScopeMax)
            problems.Add(field, $"{configs.Count} budgets on one scope: at most {Limits.BudgetsPerScopeMax} are allowed");

        var names = new HashSet<string>(StringComparer.Ordinal);
        var plans = ImmutableArray.CreateBuilder<BudgetPlan>(configs.Count);
        foreach (var (index, config) in configs.Index())
        {
            if (Compile(scope, scopeName, config ?? new BudgetConfig(), inherited, pacing, names, field.Item(index), problems) is { } plan)
                plans.Add(plan);
        }

        return plans.ToImmutable();
    }

    private static BudgetPlan? Compile(
        ScopePath scope,
        string scopeName,
        BudgetConfig config,
        BudgetCalendar inherited,
        Pacing inheritedPacing,
        HashSet<string> names,
        FieldPath field,
        ProblemList problems)
    {
        var name = Name(config.Name, scopeName, names, field.Field("name"), problems);
        var amount = config.Amount is null
            ? Missing<(BudgetUnit, long)>("amount", "such as 5000 USD", field, problems)
            : AmountText.Parse(config.Amount, field.Field("amount"), problems);
        var period = config.Period is null
            ? Missing<BudgetPeriod>("period", $"one of {string.Join(", ", NameText.Words<BudgetPeriod>())}", field, problems)
            : NameText.Parse<BudgetPeriod>(config.Period, "period", field.Field("period"), problems);
        var enforcement = config.Enforcement is null
            ? Enforcement.Hard
            : NameText.Parse<Enforcement>(config.Enforcement, "enforcement", field.Field("enforcement"), problems);
        var pacing = config.Pacing is null
            ? inheritedPacing
            : NameText.Parse<Pacing>(config.Pacing, "pacing", field.Field("pacing"), problems);
        if (config.Pacing is not null && pacing == Pacing.On && period == BudgetPeriod.Total)
            problems.Add(field.Field("pacing"), "a budget in total has no course to keep to: give it a period, or leave pacing off");
        var calendar = CalendarCompiler.Compile(config.Zone, config.FiscalStart, config.WeekStart, inherited, field, problems);
        return name is not null && amount is var (unit, cap) && period is { } p && enforcement is { } e && pacing is { } pace
            ? new BudgetPlan(scope, name, unit, cap, p, calendar, e, pace)
            : null;
    }

    private static string? Name(string? name, string scope, HashSet<string> names, FieldPath field, ProblemList problems)
    {
        if (string.IsNullOrEmpty(name))
            problems.Add(field, "a budget needs a name, unique in its scope, such as month");
        else if (!NameText.IsKey(name))
            problems.Add(field, NameText.NotAKey(name));
        else if (!names.Add(name))
            problems.Add(field, $"two budgets of {scope} are named \"{name}\": give each its own name");
        else
            return name;
        return null;
    }

    private static T? Missing<T>(string what, string right, FieldPath field, ProblemList problems)
        where T : struct
    {
        problems.Add(field.Field(what), $"a budget needs its {what}: {right}");
        return null;
    }
}
