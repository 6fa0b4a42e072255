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
        ImmutableArray<PatternPlan> patterns,
        ImmutableArray<ScopePlan> shapes,
        DefaultsPlan defaults)
    {
        Deployments = deployments;
        Ladders = ladders;
        Scopes = scopes;
        Patterns = patterns;
        Shapes = shapes;
        Defaults = defaults;
        _scopesByPath = scopes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>As written; a deployment's <see cref="DeploymentPlan.Index"/> is its place here.</summary>
    public ImmutableArray<DeploymentPlan> Deployments { get; }

    /// <summary>By name, with the default ladder when any scope uses it.</summary>
    public FrozenDictionary<string, LadderPlan> Ladders { get; }

    /// <summary>The configured scopes, by path.</summary>
    public FrozenDictionary<string, ScopePlan> Scopes { get; }

    /// <summary>What scopes are made of by their first request.</summary>
    public ImmutableArray<PatternPlan> Patterns { get; }

    /// <summary>What the scopes of each pattern are like, below each scope and pattern that can be their parent. They have no path.</summary>
    public ImmutableArray<ScopePlan> Shapes { get; }

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
    /// The scope that pays for requests of <paramref name="path"/>: itself where it is configured or matches a pattern below a
    /// scope that there is, else its nearest such ancestor. False where not even the tenant is configured. The path is looked up
    /// as it is: an invalid one below a configured scope finds that scope. Allocates where the scope is made of a pattern.
    /// </summary>
    public bool TryFindScope(string path, [NotNullWhen(true)] out ScopePlan? scope)
    {
        for (var rest = path.AsSpan(); ; rest = rest[..rest.LastIndexOf('/')])
        {
            if (TryResolve(rest, out scope))
                return true;
            if (rest.LastIndexOf('/') <= 0)
                return false;
        }
    }

    /// <summary>The scope at precisely this path: a configured one, else one made of the most specific pattern that applies. A configured one is found without allocation.</summary>
    public bool TryResolve(ReadOnlySpan<char> path, [NotNullWhen(true)] out ScopePlan? scope) =>
        _scopesByPath.TryGetValue(path, out scope) || (!Patterns.IsEmpty && MayBeMade(path) && TryMake(path, out scope));

    /// <summary>Whether a path matches a pattern, be its parent there or not. Allocates nothing.</summary>
    public bool MayBeMade(ReadOnlySpan<char> path)
    {
        foreach (var pattern in Patterns)
        {
            if (pattern.Pattern.Matches(path))
                return true;
        }

        return false;
    }

    private bool TryMake(ReadOnlySpan<char> path, [NotNullWhen(true)] out ScopePlan? scope)
    {
        scope = null;
        if (path.LastIndexOf('/') is not (> 0 and var slash) || !TryResolve(path[..slash], out var parent))
            return false;
        foreach (var shape in parent.FirstUse)
        {
            if (!shape.MadeOf!.Pattern.Matches(path) || !ScopePath.TryParse(path.ToString(), out var valid, out _))
                continue;
            scope = shape.MakeAt(valid, parent);
            return true;
        }

        return false;
    }
}
