using BudgetMesh.Routing;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>
/// Keeps the gate's plan up to date: fetches newer versions as answers name them, and binds prices anew when a date or time of
/// day changes one. A version that cannot be used leaves the one before in force. Driven by the sync loop, one call at a time.
/// </summary>
internal sealed class PlanKeeper(ISiloTransport silo, GateOptions options, SiloClock wall, Action wake, CancellationToken stop)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));
    private Catalogue? _catalogue;
    private Task<Catalogue>? _fetching;
    private GatePlan? _plan;
    private long _planVersion;
    private long _priceVersion;
    private TimeSpan _notBefore;

    /// <summary>How answers of providers are read; null before the first plan.</summary>
    public UsageReader? Usage => Volatile.Read(ref _catalogue)?.Usage;

    /// <summary>An answer named these as the newest.</summary>
    public void Heard(long planVersion, long priceVersion)
    {
        // Another silo may be behind; versions only rise.
        _planVersion = Math.Max(_planVersion, planVersion);
        _priceVersion = Math.Max(_priceVersion, priceVersion);
    }

    /// <summary>When <see cref="TryRenew"/> has something to do by time.</summary>
    public TimeSpan DueAt
    {
        get
        {
            if (_fetching is not null)
                return TimeSpan.MaxValue;
            if (IsBehind)
                return _notBefore;
            return _plan is null || _plan.ValidUntil == NodaTime.Instant.MaxValue ? TimeSpan.MaxValue : (_plan.ValidUntil - wall.Origin).ToTimeSpan();
        }
    }

    private bool IsBehind => _planVersion > 0 && (_catalogue?.PlanVersion != _planVersion || _catalogue.PriceVersion != _priceVersion);

    /// <summary>Starts what is due and takes what has come. True where another plan is in force now.</summary>
    public bool TryRenew(TimeSpan now, out GatePlan? plan)
    {
        plan = null;
        if (_fetching is { IsCompleted: true })
            return TryTake(now, out plan);
        if (_fetching is null && IsBehind && now >= _notBefore)
            Fetch();
        if (IsBehind || _catalogue is null || now < DueAt)
            return false;
        plan = _plan = _catalogue.Bind(wall.At(now));
        return true;
    }

    /// <summary>Waits for the first plan; none where the silo has none yet.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why.</exception>
    public async Task<GatePlan?> StartAsync(TimeSpan now, CancellationToken cancellation)
    {
        if (!IsBehind)
            return null;
        Volatile.Write(ref _catalogue, await FetchAsync(cancellation).ConfigureAwait(false));
        return _plan = _catalogue.Bind(wall.At(now));
    }

    private void Fetch()
    {
        _fetching = FetchAsync(stop);
        _fetching.ContinueWith(static (_, wake) => ((Action)wake!)(), wake, stop, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task<Catalogue> FetchAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        return await Catalogue.FetchAsync(silo, _planVersion, _priceVersion, _catalogue, either.Token).ConfigureAwait(false);
    }

    private bool TryTake(TimeSpan now, out GatePlan? plan)
    {
        var fetched = _fetching!;
        _fetching = null;
        try
        {
            var catalogue = fetched.GetAwaiter().GetResult();
            plan = catalogue.Bind(wall.At(now));
            Volatile.Write(ref _catalogue, catalogue);
            _plan = plan;
            _backoff.Reset();
            options.Logger.LogInformation("Gate {Gate}: mesh {Mesh} with prices {Prices} is in force", options.Name, plan.Version, plan.PriceVersion);
            return true;
        }
#pragma warning disable CA1031 // Whatever a transport throws, the plan before stays in force.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _notBefore = now + _backoff.Next();
            options.Logger.LogWarning(problem, "Gate {Gate}: mesh {Mesh} and price list {Prices} cannot be used now; those before stay in force", options.Name, _planVersion, _priceVersion);
            plan = null;
            return false;
        }
    }
}
