using System.Collections.Frozen;
using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>The ladders of a mesh, with inclusions and tiers spelt out.</summary>
internal sealed class LadderCompiler(
    IReadOnlyDictionary<string, LadderConfig> configs,
    ImmutableArray<DeploymentPlan> deployments,
    FieldPath field,
    ProblemList problems)
{
    private const string Inclusion = "ladder:";

    private readonly Dictionary<string, ImmutableArray<DeploymentPlan>> _rungs = new(StringComparer.Ordinal);
    private readonly List<string> _including = [];

    public FrozenDictionary<string, LadderPlan> Compile()
    {
        if (configs.Count <= Limits.LaddersMax)
            return configs.Keys.Select(Compile).ToFrozenDictionary(ladder => ladder.Name, StringComparer.Ordinal);
        problems.Add(field, $"{configs.Count} ladders: at most {Limits.LaddersMax} are allowed");
        return FrozenDictionary<string, LadderPlan>.Empty;
    }

    /// <summary>The ladder of scopes that name none in a mesh without one named <c>default</c>: every deployment, best tier first.</summary>
    public LadderPlan CompileDefault()
    {
        if (deployments.Length > Limits.RungsPerLadderMax)
            problems.Add(field, $"{deployments.Length} deployments are too many for a default ladder: write a ladder named {LadderPlan.DefaultName} with at most {Limits.RungsPerLadderMax} rungs");
        return new LadderPlan(LadderPlan.DefaultName, RungName.BesideEachOther(deployments.OrderBy(deployment => deployment.Tier)), []);
    }

    private LadderPlan Compile(string name)
    {
        var config = configs[name] ?? new LadderConfig();
        var at = field.Key(name);
        var rungs = Rungs(name, at);
        return new LadderPlan(name, rungs, ThresholdCompiler.Compile(config.Thresholds ?? [], rungs, at.Field("thresholds"), problems));
    }

    private ImmutableArray<DeploymentPlan> Rungs(string name, FieldPath at)
    {
        if (_rungs.TryGetValue(name, out var known))
            return known;

        _including.Add(name);
        var written = configs[name]?.Rungs ?? [];
        var rungs = new List<DeploymentPlan>();
        foreach (var (index, rung) in written.Index())
        {
            var rungField = at.Field("rungs").Item(index);
            if (written.Take(index).Contains(rung))
                problems.Add(rungField, $"\"{rung}\" is on this ladder twice: keep the first");
            // A deployment that several rungs name stands where it is named first: trying it again could not help.
            rungs.AddRange(Expand(rung ?? "", rungField).Where(deployment => !rungs.Contains(deployment)));
        }

        if (written.Count == 0)
            problems.Add(at.Field("rungs"), "a ladder needs at least one rung");
        if (rungs.Count > Limits.RungsPerLadderMax)
            problems.Add(at.Field("rungs"), $"{rungs.Count} deployments on one ladder: at most {Limits.RungsPerLadderMax} are allowed");

        _including.Remove(name);
        return _rungs[name] = [.. rungs];
    }

    private ImmutableArray<DeploymentPlan> Expand(string rung, FieldPath at)
    {
        if (rung.StartsWith(Inclusion, StringComparison.Ordinal))
            return Include(rung[Inclusion.Length..], at);

        var matches = RungName.Match(rung, deployments);
        if (matches.IsEmpty)
            problems.Add(at, RungName.Unknown(rung, deployments));
        return matches;
    }

    private ImmutableArray<DeploymentPlan> Include(string name, FieldPath at)
    {
        if (!configs.ContainsKey(name))
        {
            problems.Add(at, NameText.Unknown("ladder", name, [.. configs.Keys]));
            return [];
        }

        var first = _including.IndexOf(name);
        if (first < 0)
            return Rungs(name, field.Key(name));
        problems.Add(at, $"ladders include each other in a cycle: {string.Join(" → ", _including.Skip(first).Append(name))}");
        return [];
    }
}
