using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>Which scope, or kind of scope, a plan is for.</summary>
/// <param name="Path">Default for what is made of a pattern.</param>
internal readonly record struct ScopeShape(int Index, ScopePath Path, PatternPlan? MadeOf)
{
    public override string ToString() => MadeOf?.Pattern.Text ?? Path.Value;
}

/// <summary>A scope from what the operator wrote of it and from its parent.</summary>
internal sealed class ScopePlanBuilder(LadderSet ladders, DefaultsPlan defaults, ClaimantSet claimants, ProblemList problems)
{
    /// <param name="rules">Its own policies, and behind them those above.</param>
    public ScopePlan Build(ScopeShape shape, ScopeConfig config, ScopePlan? parent, PolicySet rules, FieldPath at)
    {
        var calendar = CalendarCompiler.Compile(config.Zone, config.FiscalStart, config.WeekStart, parent?.Calendar ?? BudgetCalendar.Utc, at, problems);
        var budgets = BudgetCompiler.Compile(shape.Path, shape.ToString(), config.Budgets ?? [], calendar, defaults.Pacing, at.Field("budgets"), problems);
        if (shape.MadeOf is not null)
            budgets = [.. budgets.Select(static budget => budget with { IsAlwaysExact = true, Pacing = Pacing.Off })]; // seen too briefly to have a course
        ImmutableArray<BudgetPlan> levels = [.. budgets, .. parent?.Levels ?? []];
        if (levels.Length > Limits.LegsPerHoldMax)
            problems.Add(at.Field("budgets"), $"a request of {shape} would have to fit {levels.Length} budgets on its way to the root: at most {Limits.LegsPerHoldMax} are allowed");
        var limits = LimitCompiler.Compile(shape.ToString(), config.Limits ?? [], at.Field("limits"), problems);
        ImmutableArray<ScopeLimit> limitLevels = [.. limits.Select(limit => new ScopeLimit(shape.Path, limit)), .. parent?.LimitLevels ?? []];
        if (limitLevels.Length > Limits.LimitLevelsMax)
            problems.Add(at.Field("limits"), $"a request of {shape} would have to fit {limitLevels.Length} limits on its way to the root: at most {Limits.LimitLevelsMax} are allowed");

        var (outputBound, learns) = OutputBoundText.Read(config.OutputBound, at.Field("output_bound"), problems);
        return new ScopePlan
        {
            Index = shape.Index,
            Path = shape.Path,
            MadeOf = shape.MadeOf,
            Parent = parent,
            Budgets = budgets,
            Levels = levels,
            Limits = limits,
            LimitLevels = limitLevels,
            Claimant = shape.MadeOf is null ? claimants.Of(shape.Path) : parent!.Claimant,
            Ladder = ladders.Find(config.Ladder, parent?.Ladder, at.Field("ladder"), problems),
            OutputBound = outputBound ?? parent?.OutputBound ?? defaults.OutputBound,
            LearnsOutputBound = learns ?? parent?.LearnsOutputBound ?? defaults.LearnsOutputBound,
            Calendar = calendar,
            Policies = rules,
        };
    }
}
