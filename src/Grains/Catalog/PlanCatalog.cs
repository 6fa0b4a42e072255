using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BudgetMesh.Budgets;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>
/// The mesh and the price list in force, over the store that keeps every version. Whatever is applied was valid together with
/// the other one when it was applied; owners and gates follow <see cref="Changed"/>. What another silo on the same store has applied
/// is in force here after <see cref="RefreshAsync"/>.
/// </summary>
public sealed class PlanCatalog : IDisposable
{
    private readonly ICatalogStore _store;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _applying = new(1);
    private readonly UnitHistory _units;
    private volatile PlanInForce _current;

    private PlanCatalog(ICatalogStore store, TimeProvider clock, PlanInForce current, UnitHistory units)
    {
        _store = store;
        _clock = clock;
        _current = current;
        _units = units;
    }

    /// <summary>Raised after <see cref="Current"/> was swapped, on the thread that swapped it; handlers must be quick and not throw.</summary>
    public event Action<PlanInForce>? Changed;

    /// <summary>Raised after <see cref="Changed"/> where it was applied through this silo, and others have to hear of it.</summary>
    public event Action? Applied;

    public PlanInForce Current => _current;

    /// <summary>Reads the newest of everything.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="PlanRefusedException">What is stored can no longer be read.</exception>
    public static async Task<PlanCatalog> LoadAsync(ICatalogStore store, TimeProvider clock, CancellationToken cancellation) => new(
        store,
        clock,
        PlanValidation.Read(
            await store.NewestAsync(CatalogKind.Mesh, cancellation),
            await store.NewestAsync(CatalogKind.Prices, cancellation)),
        await UnitHistory.LoadAsync(store, cancellation));

    /// <inheritdoc cref="PlanInForce.ScopeOf"/>
    public ScopePlan? ScopeOf(ScopePath scope) => _current.ScopeOf(scope);

    /// <summary>A scope's own budgets; none where the mesh does not have the scope.</summary>
    public ImmutableArray<BudgetPlan> BudgetsOf(ScopePath scope) => _current.BudgetsOf(scope);

    /// <summary>What <see cref="ApplyMeshAsync"/> would refuse, without applying.</summary>
    /// <param name="list">The price list that will be in force by then; null for the present one.</param>
    /// <exception cref="PlanRefusedException">All that is wrong.</exception>
    public void CheckMesh(MeshConfig config, PriceBook? list = null)
    {
        var plan = PlanValidation.Compile(config);
        _units.RequireSame(plan);
        PlanValidation.RequirePrices(config, plan, list ?? _current.PriceList, Now());
    }

    /// <summary>What <see cref="ApplyPricesAsync"/> would refuse, without applying.</summary>
    /// <returns>What the list says.</returns>
    /// <exception cref="PlanRefusedException">All that is wrong.</exception>
    public PriceBook CheckPrices(ReadOnlyMemory<byte> list)
    {
        var parsed = PlanValidation.Parse(list, _current.PriceVersion + 1);
        if (_current.Plan is { } plan)
            PlanValidation.RequirePrices(_current.Config, plan, parsed, Now());
        return parsed;
    }

    /// <summary>Puts a mesh in force. One that equals the newest adds no version.</summary>
    /// <param name="after">The version that it was written for, 0 for none; null for whichever is the newest.</param>
    /// <param name="author">Who applied it, for the history.</param>
    /// <exception cref="PlanRefusedException">It is not valid, or not with the price list in force.</exception>
    /// <exception cref="CatalogConflictException">Another version was applied after <paramref name="after"/>.</exception>
    /// <exception cref="StoreUnavailableException">It is not known to be durable: apply it again.</exception>
    public async Task<PlanInForce> ApplyMeshAsync(MeshConfig config, long? after, string author)
    {
        await _applying.WaitAsync();
        try
        {
            await CatchUpAsync(CancellationToken.None);
            CheckMesh(config);
            var text = JsonSerializer.Serialize(config, MeshJson.Default.MeshConfig);
            var document = await _store.AddAsync(CatalogKind.Mesh, after ?? _current.MeshVersion, text, author, Now());
            var next = PlanValidation.Read(document, _current.Prices);
            _units.Add(next.Plan!, document.Version);
            return SwapApplied(next);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Puts a price list in the genai-prices format in force. One that equals the newest adds no version.</summary>
    /// <inheritdoc cref="ApplyMeshAsync"/>
    public async Task<PlanInForce> ApplyPricesAsync(ReadOnlyMemory<byte> list, long? after, string author)
    {
        await _applying.WaitAsync();
        try
        {
            await CatchUpAsync(CancellationToken.None);
            CheckPrices(list);
            var document = await _store.AddAsync(CatalogKind.Prices, after ?? _current.PriceVersion, Encoding.UTF8.GetString(list.Span), author, Now());
            return SwapApplied(PlanValidation.Read(_current.Mesh, document));
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>Puts in force what was applied elsewhere, if anything was.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="PlanRefusedException">What is stored cannot be read by this program; what was in force stays.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation);
        try
        {
            await CatchUpAsync(cancellation);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>One version of a document, or null where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public ValueTask<CatalogDocument?> ReadAsync(CatalogKind kind, long version, CancellationToken cancellation)
    {
        var newest = kind == CatalogKind.Mesh ? _current.Mesh : _current.Prices;
        return newest?.Version == version ? ValueTask.FromResult<CatalogDocument?>(newest) : _store.ReadAsync(kind, version, cancellation);
    }

    /// <summary>The mesh of one version as written; null where there is no such version.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    public async ValueTask<MeshConfig?> ReadMeshAsync(long version, CancellationToken cancellation)
    {
        var current = _current;
        if (current.Mesh?.Version == version)
            return current.Config;
        return await _store.ReadAsync(CatalogKind.Mesh, version, cancellation) is { } document ? PlanValidation.ReadMesh(document) : null;
    }

    public void Dispose() => _applying.Dispose();

    /// <summary>What is stored counts, also where it is older than what was in force: then the store was rolled back.</summary>
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        var (stored, current) = (await _store.VersionsAsync(cancellation), _current);
        if (stored == new CatalogVersions(current.MeshVersion, current.PriceVersion))
            return;
        var mesh = stored.Mesh == current.MeshVersion ? current.Mesh : await _store.ReadAsync(CatalogKind.Mesh, stored.Mesh, cancellation);
        var prices = stored.Prices == current.PriceVersion ? current.Prices : await _store.ReadAsync(CatalogKind.Prices, stored.Prices, cancellation);
        var next = PlanValidation.Read(mesh, prices);
        await _units.AddAsync(_store, current.MeshVersion + 1, stored.Mesh, cancellation);
        Swap(next);
    }

    private PlanInForce SwapApplied(PlanInForce next)
    {
        var current = Swap(next);
        Applied?.Invoke(); // where it is in force already, too: whoever repeats it may have been told nothing the first time
        return current;
    }

    private PlanInForce Swap(PlanInForce next)
    {
        if (next.MeshVersion == _current.MeshVersion && next.PriceVersion == _current.PriceVersion)
            return _current;
        _current = next;
        Changed?.Invoke(next);
        return next;
    }

    private Instant Now() => Instant.FromDateTimeOffset(_clock.GetUtcNow());
}
