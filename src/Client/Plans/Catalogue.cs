using System.Text;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Client;

/// <summary>One version of the mesh with one version of the price list, as the silo has them. Immutable.</summary>
internal sealed class Catalogue
{
    private readonly PlanDocument _document;
    private readonly PriceBook _list;

    private Catalogue(PlanDocument document, long priceVersion, PriceBook list, MeshPlan mesh, PriceBook prices)
    {
        (_document, PriceVersion, _list) = (document, priceVersion, list);
        (Mesh, Prices) = (mesh, prices);
        Usage = new UsageReader(mesh, prices);
    }

    public long PlanVersion => _document.Version;

    /// <summary>0 where the silo has no list: then the mesh's own prices are all there are.</summary>
    public long PriceVersion { get; }

    public MeshPlan Mesh { get; }

    /// <summary>The list with the mesh's own prices laid over it.</summary>
    public PriceBook Prices { get; }

    public UsageReader Usage { get; }

    /// <summary>Fetches what is not in <paramref name="known"/> already.</summary>
    /// <exception cref="SiloException">The silo cannot be asked.</exception>
    /// <exception cref="FormatException">The mesh or the prices cannot be used by this gate; the message says why.</exception>
    public static async Task<Catalogue> FetchAsync(ISiloTransport silo, long planVersion, long priceVersion, Catalogue? known, CancellationToken cancellation)
    {
        var document = known?.PlanVersion == planVersion ? known._document : await silo.ReadPlanAsync(planVersion, cancellation).ConfigureAwait(false);
        var list = known?.PriceVersion == priceVersion ? known._list : await ReadListAsync(silo, priceVersion, cancellation).ConfigureAwait(false);
        if (!MeshPlan.TryCompile(document.Mesh, out var mesh, out var problems))
            throw new FormatException($"mesh {planVersion}: {string.Join("; ", problems)}");
        var overlay = document.Mesh.Prices?.Overlay ?? [];
        var prices = overlay.Count == 0 ? list : list.WithOverlay(overlay, NameOf(priceVersion, planVersion));
        return new Catalogue(document, priceVersion, list, mesh, prices);
    }

    /// <summary>The prices that are in force at an instant.</summary>
    /// <exception cref="FormatException">A deployment has no price.</exception>
    public GatePlan Bind(Instant at) =>
        GatePlan.TryBind(Mesh, PlanVersion, Prices, at, out var plan, out var problems)
            ? plan
            : throw new FormatException($"mesh {PlanVersion}: {string.Join("; ", problems)}");

    private static async Task<PriceBook> ReadListAsync(ISiloTransport silo, long version, CancellationToken cancellation) => version == 0
        ? PriceBook.Empty(NameOf(version, mesh: 0))
        : PriceBook.Parse(await silo.ReadPricesAsync(version, cancellation).ConfigureAwait(false), NameOf(version, mesh: 0));

    /// <summary>What receipts call the prices: the list's version, and the mesh's where it has prices of its own.</summary>
    private static string NameOf(long list, long mesh)
    {
        var name = new StringBuilder().Append(System.Globalization.CultureInfo.InvariantCulture, $"list-{list}");
        return mesh == 0 ? name.ToString() : name.Append(System.Globalization.CultureInfo.InvariantCulture, $"+mesh-{mesh}").ToString();
    }
}
