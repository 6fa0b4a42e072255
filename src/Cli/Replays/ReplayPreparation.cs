using BudgetMesh.Client;
using BudgetMesh.Replay;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli;

/// <summary>What has to be settled before a replay: which mesh is in force, which scopes pay, which ladder is asked for.</summary>
internal static class ReplayPreparation
{
    /// <summary>The mesh file with an own ladder and an own cap, where they are wished.</summary>
    /// <param name="ladder">Rungs of an own ladder, or null for the scope's.</param>
    /// <param name="capShare">Of the trace's cost on the first rung; null leaves the caps as they are.</param>
    /// <param name="bounds">How output bounds come about.</param>
    /// <param name="runs">How many requests are sent, where the trace is repeated.</param>
    /// <exception cref="CliException">The ladder cannot be, or the cap.</exception>
    public static (MeshInput Mesh, string? Ladder) Change(MeshInput mesh, Trace trace, ScopePath? scope, string? ladder, decimal? capShare, RunBounds bounds, int? runs = null)
    {
        if (bounds != RunBounds.Mesh)
            mesh = MeshInput.Of(RunBoundsMesh.Apply(mesh.Config, bounds), mesh.PriceList, "--bounds");
        string? name = null;
        if (ladder is not null)
            mesh = MeshInput.Of(OwnLadder.Add(mesh.Config, ladder.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), out name), mesh.PriceList, "--ladder");
        if (capShare is not { } share || scope is not { } payer)
            return (mesh, name);
        var first = mesh.Bound.Ladders[name ?? Payer(mesh, payer).Ladder.Name].Rungs[0];
        var cap = CapShare.Of(CapShare.WholeCost(trace, first, runs ?? trace.Requests.Length), share);
        return (MeshInput.Of(CapShare.Apply(mesh.Config, payer, cap), mesh.PriceList, "--cap-share"), name);
    }

    /// <summary>The scopes that pay: the one that is named, or all that have none below them.</summary>
    /// <exception cref="CliException">The mesh does not have the scope.</exception>
    public static IEnumerable<ScopePath> Payers(MeshInput mesh, ScopePath? scope)
    {
        if (scope is { } named)
        {
            Payer(mesh, named);
            return [named];
        }

        var all = mesh.Plan.Scopes.Values.Select(plan => plan.Path).ToList();
        return all.Where(path => !all.Exists(other => other != path && path.Contains(other))).OrderBy(path => path.Value, StringComparer.Ordinal);
    }

    /// <summary>How the runs of one replay are named below their payer: unlike those of any other.</summary>
    /// <exception cref="CliException">The mesh makes no such scopes.</exception>
    public static string RunPrefix(MeshInput mesh, ScopePath payer)
    {
        var prefix = $"run-{Guid.NewGuid().ToString("N")[..8]}-";
        return mesh.Plan.TryResolve($"{payer}/{prefix}0", out var made) && made.MadeOf is not null
            ? prefix
            : throw CliException.Usage($"--spread-runs: no pattern of the mesh makes scopes such as {payer}/run-1; add one, such as \"{payer}/run-*\", with a budget");
    }

    /// <summary>The mesh and prices that a running silo has in force, as its gates get them.</summary>
    /// <exception cref="CliException">The silo cannot be asked, or has no mesh.</exception>
    public static async Task<MeshInput> FetchAsync(Uri url, string key, CancellationToken cancellation)
    {
        try
        {
            await using var silo = new HttpSiloTransport(url, key);
            var versions = await silo.SyncAsync(new SyncMessage("replay-asks", 0, []), cancellation);
            if (versions.PlanVersion == 0)
                throw new CliException(ExitCode.Refused, $"the silo at {url} has no mesh yet: apply one");
            var plan = await silo.ReadPlanAsync(versions.PlanVersion, cancellation);
            var prices = versions.PriceVersion == 0 ? null : (await silo.ReadPricesAsync(versions.PriceVersion, cancellation)).ToArray();
            return MeshInput.Of(plan.Mesh, prices, $"the mesh of {url}");
        }
        catch (SiloException away)
        {
            throw new CliException(ExitCode.NoSilo, away.Message);
        }
    }

    private static ScopePlan Payer(MeshInput mesh, ScopePath scope) => mesh.Plan.TryFindScope(scope.Value, out var plan)
        ? plan
        : throw CliException.Usage($"--scope: the mesh has no scope {scope}; it has {string.Join(", ", mesh.Plan.Scopes.Keys.Order(StringComparer.Ordinal).Take(20))}");
}
