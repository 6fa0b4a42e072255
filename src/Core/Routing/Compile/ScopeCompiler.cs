using BudgetMesh.Text;

namespace BudgetMesh.Routing;

/// <summary>The tree of configured scopes: parents first, so that each finds what it inherits.</summary>
internal sealed class ScopeCompiler(
    IReadOnlyDictionary<string, ScopeConfig> configs,
    ScopePlanBuilder builder,
    PolicyCompiler policies,
    PolicySet everywhere,
    FieldPath field,
    ProblemList problems)
{
    private readonly Dictionary<string, ScopePlan> _plans = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ScopePlan> Compile()
    {
        if (configs.Count == 0)
            problems.Add(field, "a mesh needs at least one scope, such as the tenant");

        var paths = new List<ScopePath>(configs.Count);
        foreach (var text in configs.Keys.Where(static text => !ScopePattern.IsPattern(text)))
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
        if (config.AtMost is not null)
            problems.Add(at.Field("at_most"), $"{path} is one scope: at_most is for patterns, such as {path}/run-*");
        if (config.ForgetAfter is not null)
            problems.Add(at.Field("forget_after"), $"{path} is configured and never forgotten: forget_after is for patterns, such as {path}/run-*");
        var rules = policies.Compile(config.Policies ?? [], parent?.Policies ?? everywhere, at.Field("policies"));
        return builder.Build(new ScopeShape(_plans.Count, path, null), config, parent, rules, at);
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
