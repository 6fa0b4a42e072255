using System.Collections.Frozen;

namespace BudgetMesh.Routing;

/// <summary>From what the operator wrote to what can be in force.</summary>
internal static class MeshCompiler
{
    /// <summary>The plan, or null where there are problems.</summary>
    public static MeshPlan? Compile(MeshConfig config, ProblemList problems)
    {
        var root = FieldPath.Root;
        var deployments = DeploymentCompiler.Compile(config.Deployments ?? [], root.Field("deployments"), problems);
        var scopeConfigs = config.Scopes ?? FrozenDictionary<string, ScopeConfig>.Empty;
        deployments = ReservationCompiler.Compile(config.Reservations ?? [], deployments, scopeConfigs, root.Field("reservations"), problems);
        var laddersField = root.Field("ladders");
        var ladderConfigs = config.Ladders ?? FrozenDictionary<string, LadderConfig>.Empty;
        var ladders = new LadderSet(new LadderCompiler(ladderConfigs, deployments, laddersField, problems));
        var defaults = DefaultsCompiler.Compile(config.Defaults ?? new DefaultsConfig(), root.Field("defaults"), problems);
        var policies = new PolicyCompiler(deployments, ladders, problems);
        var everywhere = policies.Compile(config.Policies ?? [], PolicySet.Empty, root.Field("policies"));
        var reserving = deployments.SelectMany(deployment => deployment.Reservations).Select(reservation => reservation.Scope.Value).ToHashSet(StringComparer.Ordinal);
        var claimants = new ClaimantSet(scopeConfigs, reserving, root.Field("scopes"), problems);
        var builder = new ScopePlanBuilder(ladders, defaults, claimants, problems);
        var scopes = new ScopeCompiler(scopeConfigs, builder, policies, everywhere, root.Field("scopes"), problems).Compile();
        var patterns = new PatternCompiler(scopeConfigs, builder, policies, root.Field("scopes"), problems).Compile(scopes, out var shapes);
        policies.CheckLadders(scopes.Values.Concat(shapes));
        return problems.Problems.Count > 0
            ? null
            : new MeshPlan(deployments, ladders.All(), scopes.ToFrozenDictionary(StringComparer.Ordinal), patterns, [.. shapes], defaults);
    }
}
