using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Pricing;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>The mesh with prices bound to its deployments: what a gate decides by. Immutable, swapped whole.</summary>
public sealed class GatePlan
{
    private GatePlan(MeshPlan mesh, long version, string priceVersion, Instant validUntil, FrozenDictionary<string, BoundLadder> ladders)
    {
        Mesh = mesh;
        Version = version;
        PriceVersion = priceVersion;
        ValidUntil = validUntil;
        Ladders = ladders;
    }

    public MeshPlan Mesh { get; }

    /// <summary>The version of the mesh file.</summary>
    public long Version { get; }

    public string PriceVersion { get; }

    /// <summary>When a date or time of day changes a price of the plan: bind again then.</summary>
    public Instant ValidUntil { get; }

    public FrozenDictionary<string, BoundLadder> Ladders { get; }

    /// <summary>Binds the prices in force at <paramref name="at"/>.</summary>
    /// <param name="problems">Deployments without a price, each with what is missing; empty on success.</param>
    public static bool TryBind(
        MeshPlan mesh, long version, PriceBook prices, Instant at, [NotNullWhen(true)] out GatePlan? plan, out IReadOnlyList<MeshProblem> problems)
    {
        var found = new List<MeshProblem>();
        var validUntil = Instant.MaxValue;
        var rungs = ImmutableArray.CreateBuilder<Rung>(mesh.Deployments.Length);
        foreach (var deployment in mesh.Deployments)
        {
            if (!prices.TryQuote(deployment.Provider, deployment.Model, at, out var quote, out var problem))
            {
                found.Add(new MeshProblem(FieldPath.Root.Field("deployments").Item(deployment.Index).ToString(), problem));
                continue;
            }

            validUntil = Instant.Min(validUntil, quote.ValidUntil);
            rungs.Add(new Rung(deployment, quote));
        }

        problems = found;
        plan = found.Count > 0
            ? null
            : new GatePlan(mesh, version, prices.Version, validUntil, mesh.Ladders.ToFrozenDictionary(
                named => named.Key,
                named => new BoundLadder(named.Value, [.. named.Value.Rungs.Select(deployment => rungs[deployment.Index])])));
        return plan is not null;
    }
}
