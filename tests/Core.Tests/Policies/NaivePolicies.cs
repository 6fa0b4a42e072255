using BudgetMesh.Routing;
using BudgetMesh.Tests.Lending;

namespace BudgetMesh.Tests.Policies;

/// <summary>The rules as docs/ARCHITECTURE.md has them, read from what the operator wrote, with lists and words and nothing worked out before.</summary>
internal static class NaivePolicies
{
    private static readonly string[] Tiers = ["premium", "standard", "economy", "local"];

    /// <summary>The ladder, and its deployments in the order in which they are tried.</summary>
    public static (string Ladder, IReadOnlyList<string> ToTry) Route(MeshConfig mesh, Request request, string? thresholdStart, bool withShadow = false)
    {
        var matching = (mesh.Scopes![LendingRig.Team.Value].Policies ?? []).Concat(mesh.Policies ?? [])
            .Where(rule => withShadow || rule.Shadow != "true")
            .Where(rule => Matches(rule.Match ?? new MatchConfig(), request)).ToList();
        var router = matching.Find(rule => rule.Ladder is not null || rule.Start is not null || rule.Floor is not null);
        var ladder = router?.Ladder ?? request.Ladder ?? "default";
        var rungs = mesh.Ladders![ladder].Rungs!.Select(tier => PolicyMesh.Ids[Array.IndexOf(Tiers, tier)]).ToList();

        var floor = router?.Floor is { } last ? rungs.FindLastIndex(rung => Is(rung, last)) is >= 0 and var at ? at : rungs.FindLastIndex(rung => Rank(rung) <= Rank(last)) : rungs.Count - 1;
        var allowed = rungs.Take(floor + 1).Where(rung => matching.TrueForAll(rule => rule.Only?.Any(only => Is(rung, only)) ?? true)).ToList();
        if (allowed.Count == 0)
            return (ladder, []);
        var start = Math.Max(Start(rungs, router?.Start), Start(rungs, thresholdStart));
        var toTry = allowed.Where(rung => rungs.IndexOf(rung) >= start).ToList();
        return (ladder, toTry.Count > 0 ? toTry : [allowed[^1]]);
    }

    private static int Start(List<string> rungs, string? name)
    {
        if (name is null)
            return 0;
        var named = rungs.FindIndex(rung => Is(rung, name));
        var lower = rungs.FindIndex(rung => Rank(rung) >= Rank(name));
        return named >= 0 ? named : lower >= 0 ? lower : rungs.Count;
    }

    private static bool Matches(MatchConfig match, Request request) =>
        Any(match.Task, request.Task) && Any(match.DataClass, request.DataClass) && Any(match.Caller, request.Caller)
        && (match.Priority?.Contains(request.Priority.ToString().ToLowerInvariant()) ?? true)
        && (match.ContextOver is null || request.InputTokens.Value > long.Parse(match.ContextOver, System.Globalization.CultureInfo.InvariantCulture))
        && (match.ContextUpTo is null || request.InputTokens.Value <= long.Parse(match.ContextUpTo, System.Globalization.CultureInfo.InvariantCulture));

    private static bool Any(IReadOnlyList<string>? patterns, string? label) =>
        patterns is null || (label is not null && patterns.Any(pattern => pattern.EndsWith('*') ? label.StartsWith(pattern[..^1], StringComparison.Ordinal) : label == pattern));

    private static bool Is(string rung, string name) => rung == name || Tiers[Rank(rung)] == name;

    private static int Rank(string name) => Tiers.Contains(name) ? Array.IndexOf(Tiers, name) : PolicyMesh.Ids.ToList().IndexOf(name);
}
