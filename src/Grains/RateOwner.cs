using BudgetMesh.Rates;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>
/// One activation of an owner of limits: hosts the state machine. Only its epoch is in the store. All its calls and continuations
/// run one at a time on the scheduler of its engine; that scheduler is the lock.
/// </summary>
public partial class RateOwner(RateOwnerId id, OwnerServices services, IRateOwnerStore store) : IRateOwner, IAsyncDisposable
{
    /// <summary>Messages may come a thousand times as often.</summary>
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);

    /// <summary>After so much silence every lease has ended, those of owners before this one too, and what the next one takes for renewed in <see cref="RateRules.Lease"/> has renewed.</summary>
    private static readonly TimeSpan Silence = RateRules.Learning + RateRules.Lease;

    private RateBook? _book;
    private Task<RateBook>? _opening;
    private PlanInForce? _plan;
    private Instant _replanAt = Instant.MaxValue;
    private TimeSpan? _heardAt;
    private bool _wasLearning;
    private TimeSpan _showAt;
    private bool _isEnding;

    private TimeSpan Now => services.Clock.GetElapsedTime(0);

    /// <exception cref="FormatException">The report names no scope, priority or incarnation.</exception>
    /// <exception cref="StoreUnavailableException">The epoch could not be taken, whether it is the last is not known, or the owner ends.</exception>
    /// <exception cref="OwnerSteppedDownException">Another owner has begun.</exception>
    public async ValueTask<RateOwnerTerms?> SyncAsync(RateOwnerReport report, CancellationToken cancellation)
    {
        var request = report.ToCore();
        var book = await OpenAsync(cancellation);
        await StayAsync(book, cancellation);
        Look(book);
        _heardAt = Now;
        var answer = book.Receive(request, Now);
        if (book.TakeRecall(Now))
            services.Notices.Recall(id);
        Show(book);
        return answer?.ToWire();
    }

    /// <exception cref="StoreUnavailableException">The epoch could not be taken, whether it is the last is not known, or the owner ends.</exception>
    /// <exception cref="OwnerSteppedDownException">Another owner has begun.</exception>
    public async ValueTask<RateOwnerState> ReadAsync(CancellationToken cancellation)
    {
        var book = await OpenAsync(cancellation);
        await StayAsync(book, cancellation);
        Look(book);
        return book.ToWire(Now);
    }

    /// <summary>Where nothing is lent any more, the next owner needs not learn anything. Calls that are inside still are lent nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_isEnding)
            return;
        _isEnding = true;
        if (_book is { } book && IsQuiet(book))
            await NoteAsync(book, RateTenureState.Idle);
    }

    /// <summary>Nothing is lent by this owner or one before it, and what was has renewed.</summary>
    private bool IsQuiet(RateBook book)
    {
        book.Elapse(Now);
        return !book.IsLearning && (_heardAt is not { } heardAt || Now - heardAt >= Silence) && book.Read(Now).All(static limit => limit.Lent == 0);
    }

    private Task<RateBook> OpenAsync(CancellationToken cancellation)
    {
        if (_book is { } book)
            return Task.FromResult(book);
        if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            _opening = TakeAsync();
        return _opening.WaitAsync(cancellation);
    }

    private async Task<RateBook> TakeAsync()
    {
        var begunAt = Now;
        var tenure = await TakeTenureAsync();
        var book = new RateBook(id, tenure.Epoch, tenure.Before == RateTenureState.Idle, tenure.Before == RateTenureState.Learned, Now);
        Confirm(book, begunAt);
        _wasLearning = book.IsLearning;
        _heardAt = _wasLearning ? Now : null; // the one before may have heard somebody a moment ago
        return _book = book;
    }

    private Task<RateTenure> TakeTenureAsync() => InTimeAsync(store.TakeAsync(id, CancellationToken.None).AsTask());

    private async Task<T> InTimeAsync<T>(Task<T> asked)
    {
        try
        {
            return await asked.WaitAsync(services.Options.Patience, services.Clock);
        }
        catch (TimeoutException)
        {
            throw new StoreUnavailableException("the store has not answered in time");
        }
    }

    /// <summary>What has changed since the last call: the plan, a reservation that begins or ends, the end of learning.</summary>
    /// <exception cref="StoreUnavailableException">The owner ends.</exception>
    private void Look(RateBook book)
    {
        if (_isEnding)
            throw new StoreUnavailableException("the server is stopping");
        var (plan, wall) = (services.Catalog.Current, Instant.FromDateTimeOffset(services.Clock.GetUtcNow()));
        if (!ReferenceEquals(plan, _plan) || wall >= _replanAt)
            Replan(book, plan, wall);
        book.Elapse(Now);
        if (_wasLearning && !book.IsLearning)
        {
            _wasLearning = false;
            _ = NoteAsync(book, RateTenureState.Learned);
        }
    }

    private void Replan(RateBook book, PlanInForce plan, Instant wall)
    {
        (_plan, _replanAt) = (plan, Instant.MaxValue);
        if (plan.Plan is not { } mesh)
            return;
        if (id.Kind == RateOwnerKind.Scope)
        {
            book.Replan(RatePlans.Of(ScopePath.TryParse(id.Name, out var scope, out _) ? plan.ScopeOf(scope) : null, mesh), Now);
        }
        else if (mesh.Deployments.FirstOrDefault(deployment => deployment.Id == id.Name) is { } deployment)
        {
            _replanAt = RatePlans.NextChange(deployment, wall) ?? Instant.MaxValue;
            book.Replan(RatePlans.Of(deployment, mesh, wall), Now);
        }
        else
        {
            book.Replan(RatePlan.None, Now);
        }
    }

    private void Show(RateBook book)
    {
        if (Now < _showAt)
            return;
        _showAt = Now + ShowEvery;
        services.Metrics.Show(id, book.Circuit(Now), book.Read(Now));
    }

    /// <summary>A note that is not made costs the next owner a while of learning.</summary>
    private async Task NoteAsync(RateBook book, RateTenureState state)
    {
        try
        {
            await store.NoteAsync(id, book.Epoch, state);
        }
        catch (StoreUnavailableException)
        {
            // As if this owner had died.
        }
    }
}
