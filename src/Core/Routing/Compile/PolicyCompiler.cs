using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>The policy rules of the mesh and of its scopes.</summary>
internal sealed class PolicyCompiler(ImmutableArray<DeploymentPlan> deployments, LadderSet ladders, ProblemList problems)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<PolicyRule, FieldPath> _fields = [];

    /// <summary>The rules written at <paramref name="field"/>, and behind them the inherited ones.</summary>
    public PolicySet Compile(IReadOnlyList<PolicyConfig> configs, PolicySet inherited, FieldPath field)
    {
        if (configs.Count == 0)
            return inherited;
        var own = new List<PolicyRule>(configs.Count);
        foreach (var (index, config) in configs.Index())
        {
            var rule = Compile(config ?? new PolicyConfig(), field.Item(index));
            if (rule.Routes && !rule.Bounds && own.Find(before => before.Routes && !before.IsShadow && before.Match.Covers(rule.Match)) is { } covering)
                problems.Add(field.Item(index), $"nothing is left for this rule: \"{covering.Name}\" stands before it and matches all that it matches");
            _fields[rule] = field.Item(index);
            own.Add(rule);
        }

        return Join([.. own], inherited, field);
    }

    /// <summary>Rules that are compiled already, and behind them the inherited ones.</summary>
    public PolicySet Join(ImmutableArray<PolicyRule> own, PolicySet inherited, FieldPath field)
    {
        var count = own.Length + inherited.Rules.Length;
        if (own.IsEmpty)
            return inherited;
        if (count <= Limits.PoliciesPerScopeMax)
            return new PolicySet([.. own, .. inherited.Rules]);
        problems.Add(field, $"{count} rules, with those of the scopes above and of the mesh: at most {Limits.PoliciesPerScopeMax} are allowed");
        return inherited;
    }

    /// <summary>Checks each rule on the ladders that it will meet.</summary>
    public void CheckLadders(IEnumerable<ScopePlan> scopes)
    {
        var met = new HashSet<(PolicyRule, LadderPlan)>();
        foreach (var rule in _fields.Keys.Where(rule => rule.Ladder is not null))
            PolicyLadderCheck.Check(rule, rule.Ladder!, null, _fields[rule], problems);
        foreach (var scope in scopes)
        {
            var rules = scope.Policies.Rules;
            foreach (var (index, rule) in rules.Index().Where(indexed => indexed.Item.Ladder is null))
            {
                // Where a nearer rule leads all of its requests to another ladder, it never meets the scope's own.
                if (!rules.Take(index).Any(nearer => nearer is { Ladder: not null, IsShadow: false } && nearer.Match.Covers(rule.Match)) && met.Add((rule, scope.Ladder)))
                    PolicyLadderCheck.Check(rule, scope.Ladder, scope, _fields[rule], problems);
            }
        }
    }

    private PolicyRule Compile(PolicyConfig config, FieldPath at)
    {
        var rule = new PolicyRule
        {
            Name = Name(config.Name ?? "", at.Field("name")),
            Match = MatchCompiler.Compile(config.Match ?? new MatchConfig(), at.Field("match"), problems),
            Ladder = config.Ladder is { } ladder ? ladders.Find(ladder, null, at.Field("ladder"), problems) : null,
            Start = Mark(config.Start, at.Field("start")),
            Floor = Mark(config.Floor, at.Field("floor")),
            Only = Permitted(config, at),
            IsRegional = config.Regions is not null,
            IsShadow = config.Shadow is { } shadow && IsTrue(shadow, at.Field("shadow")),
        };
        if (config is { Ladder: null, Start: null, Floor: null, Only: null, Regions: null })
            problems.Add(at, "a rule without effect: write ladder, start, floor, only or regions");
        return rule;
    }

    private string Name(string name, FieldPath field)
    {
        if (!Label.IsValid(name))
            problems.Add(field, $"\"{name}\" is not a rule's name, which receipts show: write at most {Limits.LabelLengthMax} lower-case letters, digits and - _ . / : @");
        else if (!_names.Add(name))
            problems.Add(field, $"two rules are named \"{name}\": give each its own name");
        return name;
    }

    private RungMark? Mark(string? name, FieldPath field)
    {
        if (name is null)
            return null;
        var named = RungName.Match(name, deployments);
        if (named is [var first, ..])
            return new RungMark(name, named, first.Tier);
        problems.Add(field, RungName.Unknown(name, deployments));
        return null;
    }

    /// <summary>What <c>only</c> and <c>regions</c> both permit; null where neither is written, and after reporting a problem.</summary>
    private ImmutableArray<DeploymentPlan>? Permitted(PolicyConfig config, FieldPath at)
    {
        var only = config.Only is { } names ? Only(names, at.Field("only")) : null;
        if (config.Regions is not { } regions || InRegions(regions, at.Field("regions")) is not { } there)
            return only;
        if (only is null)
            return there;
        ImmutableArray<DeploymentPlan> both = [.. only.Value.Where(there.Contains)];
        if (!both.IsEmpty)
            return both;
        problems.Add(at.Field("regions"), "nothing of what alone may be used is in these regions: nothing could be used");
        return null;
    }

    private ImmutableArray<DeploymentPlan>? InRegions(IReadOnlyList<string> regions, FieldPath field)
    {
        if (regions.Count == 0)
            problems.Add(field, "nothing may be used: write at least one region");
        var known = deployments.Select(deployment => deployment.Region).OfType<string>().Distinct().ToArray();
        foreach (var (index, region) in regions.Index())
        {
            if (!known.Contains(region))
                problems.Add(field.Item(index), $"no deployment is in region \"{region}\"{NameText.Suggestion(region ?? "", known)}");
        }

        ImmutableArray<DeploymentPlan> there = [.. deployments.Where(deployment => deployment.Region is { } region && regions.Contains(region))];
        return there.IsEmpty ? null : there;
    }

    /// <summary>Null after reporting a problem, so that it is not reported again on each ladder.</summary>
    private ImmutableArray<DeploymentPlan>? Only(IReadOnlyList<string> names, FieldPath field)
    {
        if (names.Count == 0)
            problems.Add(field, "nothing may be used: write at least one tier or deployment");
        var only = ImmutableArray.CreateBuilder<DeploymentPlan>();
        foreach (var (index, name) in names.Index())
        {
            var found = RungName.Match(name ?? "", deployments);
            if (found.IsEmpty)
                problems.Add(field.Item(index), RungName.Unknown(name ?? "", deployments));
            only.AddRange(found);
        }

        return only.Count == 0 ? null : only.ToImmutable();
    }

    private bool IsTrue(string text, FieldPath field)
    {
        if (text is not ("true" or "false"))
            problems.Add(field, $"\"{text}\" is neither true nor false");
        return text == "true";
    }
}
