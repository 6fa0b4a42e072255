using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Text;

namespace BudgetMesh.Routing;

/// <summary>The tree of scopes: parents first, so that each finds what it inherits.</summary>
internal sealed class ScopeCompiler(
    IReadOnlyDictionary<string, ScopeConfig> configs,
    LadderSet ladders,
    PolicyCompiler policies,
    PolicySet everywhere,
    DefaultsPlan defaults,
    FieldPath field,
    ProblemList problems)
{
    private readonly Dictionary<string, ScopePlan> _plans = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ScopePlan> Compile()
    {
        if (configs.Count == 0)
            problems.Add(field, "a mesh needs at least one scope, such as the tenant");

        var paths = new List<ScopePath>(configs.Count);
        foreach (var text in configs.Keys)
        {
            if (ScopePath.TryParse(text, out var path, out var problem))
                paths.Add(path);
            else
                problems.Add(field.Key(text), problem);
        }

        foreach (var path in paths.OrderBy(path => path.Depth))
            _plans[path.Value] = Compile(path, configs[path.Value] ?? new ScopeConfig(), field.Key(path.Value));
        return _plans;
    }

    private ScopePlan Compile(ScopePath path, ScopeConfig config, FieldPath at)
    {
        var parent = Parent(path, at);
        var calendar = CalendarCompiler.Compile(
            config.Zone, config.FiscalStart, config.WeekStart, parent?.Calendar ?? BudgetCalendar.Utc, at, problems);
        var budgets = BudgetCompiler.Compile(path, config.Budgets ?? [], calendar, defaults.Pacing, at.Field("budgets"), problems);
        ImmutableArray<BudgetPlan> levels = [.. budgets, .. parent?.Levels ?? []];
        if (levels.Length > Limits.LegsPerHoldMax)
            problems.Add(at.Field("budgets"), $"a request of {path} would have to fit {levels.Length} budgets on its way to the root: at most {Limits.LegsPerHoldMax} are allowed");

        var (outputBound, learns) = OutputBoundText.Read(config.OutputBound, at.Field("output_bound"), problems);
        return new ScopePlan
        {
            Index = _plans.Count,
            Path = path,
            Parent = parent,
            Budgets = budgets,
            Levels = levels,
            Ladder = ladders.Find(config.Ladder, parent?.Ladder, at.Field("ladder"), problems),
            OutputBound = outputBound ?? parent?.OutputBound ?? defaults.OutputBound,
            LearnsOutputBound = learns ?? parent?.LearnsOutputBound ?? defaults.LearnsOutputBound,
            Calendar = calendar,
            Policies = policies.Compile(config.Policies ?? [], parent?.Policies ?? everywhere, at.Field("policies")),
        };
    }

    private ScopePlan? Parent(ScopePath path, FieldPath at)
    {
        if (path.Parent is not { } parent)
            return null;
        if (_plans.TryGetValue(parent.Value, out var plan))
            return plan;
        var meant = DidYouMean.Closest(parent.Value, _plans.Keys);
        problems.Add(at, $"{path} is the child of no parent: {(meant is null ? "" : $"did you mean a child of {meant}? Else ")}add {parent} to the scopes");
        return null;
    }
}
