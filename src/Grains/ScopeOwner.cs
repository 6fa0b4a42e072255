using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>
/// One activation of a scope's owner: hosts the state machine, does its I/O, and answers once what it says is durable. All its
/// calls and continuations run one at a time on the scheduler of its engine, interleaved at awaits; that scheduler is the lock.
/// </summary>
/// <param name="activation">Names this activation among all that ever were.</param>
public partial class ScopeOwner(ScopePath scope, string activation, OwnerServices services) : IScopeOwner, IAsyncDisposable
{
    private ScopeBook? _book;
    private PatternPlan? _madeOf;
    private bool _hasNews;
    private volatile bool _isDone;

    public ScopePath Scope => scope;

    /// <summary>Nothing goes on in a scope that a request has made, and all of it is written: end the activation now, for there may be a million.</summary>
    public bool IsDone => _isDone;

    private TimeSpan Now => services.Clock.GetElapsedTime(0);

    private Instant Wall => Instant.FromDateTimeOffset(services.Clock.GetUtcNow());

    /// <exception cref="FormatException">The report names no scope or no incarnation.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<ScopeTerms> SyncAsync(ScopeReport report, CancellationToken cancellation)
    {
        var request = report.ToCore();
        try
        {
            var deadline = Now + services.Options.Patience;
            var book = await OpenAsync(deadline, cancellation);
            if (IsUnknown(book))
                return Refused(report, WireMapping.Unavailable, $"scope {scope} has no budgets in version {services.Catalog.Current.MeshVersion} of the mesh");
            (_hasNews, _isDone) = (true, false);
            var change = Change(() => book.Receive(request, Now, Wall));
            await DurableAsync(book, change, deadline, cancellation);
            KeepHouseSoon();
            LookWhetherDone(book);
            return Answer(book, request, report);
        }
        catch (TooManyScopesException full)
        {
            return Refused(report, WireMapping.TooManyScopes, full.Message);
        }
        catch (StoreUnavailableException away)
        {
            return Refused(report, WireMapping.Unavailable, away.Message);
        }
    }

    /// <exception cref="StoreUnavailableException">The books cannot be read now.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public async ValueTask<ScopeBooks> ReadAsync(CancellationToken cancellation)
    {
        var book = await OpenAsync(Now + services.Options.Patience, cancellation);
        LookWhetherDone(book);
        return book.ToWire(Wall);
    }

    /// <exception cref="StoreUnavailableException">The plan is in force here but not yet durable.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public ValueTask ReplanAsync(CancellationToken cancellation) =>
        ChangeAsync(Replan, cancellation);

    /// <exception cref="StoreUnavailableException">Lending may go on here, but that is not yet durable.</exception>
    /// <exception cref="OwnerSteppedDownException">Another activation owns the scope.</exception>
    public ValueTask UnfreezeAsync(CancellationToken cancellation) => ChangeAsync(static book => book.Unfreeze(), cancellation);

    /// <summary>Writes what is left to write, as long as its patience lasts, and ends: later calls are for the next activation.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            var deadline = Now + services.Options.Patience;
            while (_end is null && _book is { } book && (_isStepping || (_hasNews && book.HasUnwritten)))
            {
                _flush = true;
                await StepAsync(deadline, CancellationToken.None);
            }

            if (_end is null && _book is { } learned)
                await EndWeeksAsync(learned).WaitAsync(services.Options.Patience, services.Clock);
        }
        catch (StoreUnavailableException away)
        {
            // Only counters that gateways report again are lost.
            LogDrainGaveUp(scope, away.Message);
        }
        catch (TimeoutException)
        {
            LogWeeksAway(scope, "they were not written in time");
        }
        finally
        {
            End(new OwnerSteppedDownException($"{activation} has ended"));
        }
    }

    private long Replan(ScopeBook book)
    {
        var plan = services.Catalog.ScopeOf(scope);
        _madeOf = plan?.MadeOf;
        return book.Replan(plan?.Budgets ?? []);
    }

    private async ValueTask ChangeAsync(Func<ScopeBook, long> act, CancellationToken cancellation)
    {
        var deadline = Now + services.Options.Patience;
        var book = await OpenAsync(deadline, cancellation);
        _isDone = false;
        var change = Change(() => act(book));
        if (change > book.ChangesDurable)
        {
            _hasNews = true;
            services.Notices.Recall(scope);
            KeepHouseSoon();
        }

        await DurableAsync(book, change, deadline, cancellation);
    }

    /// <summary>Nothing is written for a scope that neither mesh nor books know: anybody could name one.</summary>
    private bool IsUnknown(ScopeBook book) => book.Version == 0 && services.Catalog.BudgetsOf(scope).IsEmpty;

    private ScopeTerms Answer(ScopeBook book, SyncRequest request, ScopeReport report)
    {
        var answer = book.Answer(request, Now, Wall);
        if (book.TakeRecall(Now))
            services.Notices.Recall(scope);
        var wire = answer.ToWire();
        services.Metrics.Synced(report, wire);
        return wire;
    }

    private void LookWhetherDone(ScopeBook book) => _isDone = _madeOf is not null && !_isStepping && !book.HasUnwritten && book.IsAtRest;

    private ScopeTerms Refused(ScopeReport report, string status, string problem)
    {
        var terms = new ScopeTerms(report.Scope, report.Seq, 0, 0, status, problem, []);
        services.Metrics.Synced(report, terms);
        return terms;
    }
}
