using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh.Routing;

/// <summary>The mesh in force: validated, immutable, swapped whole. Reading it allocates nothing.</summary>
public sealed class MeshPlan
{
    private readonly FrozenDictionary<string, ScopePlan>.AlternateLookup<ReadOnlySpan<char>> _scopesByPath;

    internal MeshPlan(
        ImmutableArray<DeploymentPlan> deployments,
        FrozenDictionary<string, LadderPlan> ladders,
        FrozenDictionary<string, ScopePlan> scopes,
        DefaultsPlan defaults)
    {
        Deployments = deployments;
        Ladders = ladders;
        Scopes = scopes;
        Defaults = defaults;
        _scopesByPath = scopes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>As written; a deployment's <see cref="DeploymentPlan.Index"/> is its place here.</summary>
    public ImmutableArray<DeploymentPlan> Deployments { get; }

    /// <summary>By name, with the default ladder when any scope uses it.</summary>
    public FrozenDictionary<string, LadderPlan> Ladders { get; }

    /// <summary>By scope path.</summary>
    public FrozenDictionary<string, ScopePlan> Scopes { get; }

    public DefaultsPlan Defaults { get; }

    /// <summary>Validates what the operator wrote.</summary>
    /// <param name="config">The mesh as written.</param>
    /// <param name="plan">The plan, when there is no problem.</param>
    /// <param name="problems">Everything that is wrong, at once; empty on success.</param>
    public static bool TryCompile(MeshConfig config, [NotNullWhen(true)] out MeshPlan? plan, out IReadOnlyList<MeshProblem> problems)
    {
        var found = new ProblemList();
        plan = MeshCompiler.Compile(config, found);
        problems = found.Problems;
        return plan is not null;
    }

    /// <summary>
    /// The scope that pays for requests of <paramref name="path"/>: itself where it is configured, else its nearest configured
    /// ancestor. False where not even the tenant is configured. The path is looked up as it is: an invalid one below a
    /// configured scope finds that scope.
    /// </summary>
    public bool TryFindScope(string path, [NotNullWhen(true)] out ScopePlan? scope)
    {
        if (Scopes.TryGetValue(path, out scope))
            return true;
        var rest = path.AsSpan();
        for (var slash = rest.LastIndexOf('/'); slash > 0; slash = rest.LastIndexOf('/'))
        {
            rest = rest[..slash];
            if (_scopesByPath.TryGetValue(rest, out scope))
                return true;
        }

        return false;
    }
}
