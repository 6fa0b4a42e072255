using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>
/// The owner of one scope as a state machine: takes the requests of gateways and the outcomes of writes, decides what to lend
/// and what to write. It writes down what it lends before it tells anyone, and only borrowers give rights back, so neither
/// clocks nor membership nor being the only owner matter for the cap. The caller serialises, tells the time and does the I/O:
/// <list type="number">
/// <item><see cref="Receive"/> answers a change number; the answer may be sent once <see cref="ChangesDurable"/> has reached it.</item>
/// <item>Whenever <see cref="TryBeginWrite"/> yields a write, do it and report with <see cref="CompleteWrite"/>; one at a time.</item>
/// <item>While <see cref="NeedsRead"/>, read the books and report with <see cref="Adopt"/>.</item>
/// <item>Once <see cref="SteppedDown"/>, drop it: somebody else owns the scope.</item>
/// </list>
/// </summary>
public sealed partial class ScopeBook
{
    private readonly Dictionary<(string Budget, long Key), WindowBook> _windows = [];
    private readonly Dictionary<Incarnation, Borrower> _borrowers = [];
    private readonly HashSet<Incarnation> _live = [];
    private readonly List<LendingAlarm> _alarms = [];
    private IReadOnlyList<BudgetPlan> _plans;

    /// <param name="books">The scope's books as just read.</param>
    /// <param name="owner">Identifies this activation among all that ever were.</param>
    /// <param name="plans">The scope's own budgets.</param>
    public ScopeBook(BookRecord books, string owner, IReadOnlyList<BudgetPlan> plans)
    {
        Scope = books.Scope;
        Owner = owner;
        _plans = plans;
        Take(books);
        Epoch = books.Epoch + 1;
        _headDirty = true;
        Replan(plans);
    }

    public ScopePath Scope { get; }

    public string Owner { get; }

    /// <summary>The version of the last write that is known to be durable.</summary>
    public long Version { get; private set; }

    public long Epoch { get; private set; }

    public long Generation { get; private set; }

    /// <summary>Why nothing is lent, or null.</summary>
    public string? Frozen { get; private set; }

    /// <summary>Caps and budgets as of a newer mesh; a budget that is gone is closed. In force with the next write.</summary>
    /// <returns>The change that must be durable before the new caps count as being in force; 0 for none.</returns>
    public long Replan(IReadOnlyList<BudgetPlan> plans)
    {
        _plans = plans;
        foreach (var window in _windows.Values.Where(window => window.Open))
        {
            var plan = plans.FirstOrDefault(plan => plan.Name == window.Budget);
            if (plan is null)
                window.Close();
            else if (!window.SetCap(plan.Cap))
                continue;
            Touch(window);
            MarkPending();
        }

        return _pending;
    }

    /// <summary>
    /// Takes one request of a gateway. Counters are merged whatever their order; rights are lent only to a request that is newer
    /// than all before it.
    /// </summary>
    /// <param name="now">Monotonic time, from any origin.</param>
    /// <param name="wall">The owner's wall clock: which windows are open.</param>
    /// <returns>The change that must be durable before <see cref="Answer"/> may be sent; 0 for none.</returns>
    public long Receive(SyncRequest request, TimeSpan now, Instant wall)
    {
        if (request.Scope != Scope)
            throw new InvariantViolationException($"a request for {request.Scope} reached the owner of {Scope}");
        var contradiction = Contradiction(request);
        if (contradiction is not null)
        {
            Raise(LendingAlarmKind.Contradiction, $"{request.Incarnation}: {contradiction}");
            return 0;
        }

        if (request.VersionSeen > Math.Max(Version, _versionSeen) || request.EpochSeen > Math.Max(Epoch, _epochSeen))
            Suspect(request.VersionSeen, request.EpochSeen);
        if (_bookEpoch < Epoch && !HasPending)
            MarkPending(); // nothing is told under an epoch that is not in the books
        var borrower = FindOrAdd(request.Incarnation);
        if (borrower.IsClosed)
            Raise(LendingAlarmKind.ClosedIncarnationSpoke, $"{request.Incarnation} has left or was retired and still speaks");
        OpenWindows(now, wall);
        MergeReports(request, borrower, wall);
        if (request.Resumes || request.Pauses || TellsOwn(request))
        {
            Touch(borrower);
            MarkPending();
        }

        var isNew = request.Seq > borrower.Seq;
        if (isNew)
        {
            borrower.Hear(request.Seq, request.RoundTrip, now + StaleAfter(request));
            if (request.Leaving)
                Leave(borrower);
            else if (request.Pauses)
                Forget(borrower);
            else if (!borrower.IsClosed && Frozen is null && !_unsure)
                LendTo(borrower, now);
        }

        AssertInvariants();
        return _pending;
    }

    /// <summary>What may be told to a request now: only what is durable.</summary>
    public SyncAnswer Answer(SyncRequest request, TimeSpan now, Instant wall)
    {
        if (Contradiction(request) is { } contradiction)
            return new SyncAnswer(Scope, request.Seq, Epoch, Version, SyncStatus.Contradiction, contradiction, []);
        RefreshLive(now);
        var borrower = _borrowers.GetValueOrDefault(request.Incarnation);
        if (borrower is { IsClosed: true })
            return new SyncAnswer(Scope, request.Seq, Epoch, Version, SyncStatus.IncarnationClosed, $"{request.Incarnation} has left or was retired: start as a new incarnation", []);
        var staysOpen = _opensNothingBefore > now ? _opensNothingBefore - now : TimeSpan.Zero;
        var terms = new List<SliceTerms>();
        foreach (var window in _windows.Values)
        {
            var account = window.Find(request.Incarnation);
            var plan = _plans.FirstOrDefault(plan => plan.Name == window.Budget);
            if (plan is { IsAlwaysExact: true })
                window.LendExactly();
            if (account is not null && (window.Open || account.Counters is not { Free: <= 0, Held: 0 } || Names(request, window)))
                terms.Add(window.TermsFor(account, Frozen is not null, wall, staysOpen, _live, IsClosed, plan is { Enforcement: Enforcement.Hard }, WeekOf(plan)) with { Own = Names(request, window) ? null : account.CountersDurable });
        }

        return new SyncAnswer(Scope, request.Seq, Epoch, Version, SyncStatus.Accepted, null, terms);
    }

    /// <summary>An operator has looked at the books after a rollback and lets lending go on.</summary>
    public long Unfreeze()
    {
        if (Frozen is null)
            return 0;
        Frozen = null;
        Generation++;
        _headDirty = true;
        return MarkPending();
    }

    /// <summary>Every budget and window as the owner sees it now, written or not.</summary>
    public BookRecord Snapshot() => new(
        Scope, Version, Epoch, Owner, Generation, Frozen,
        [.. _windows.Values.Select(window => window.Record)],
        [.. _borrowers.Values.Select(borrower => borrower.Record)],
        [.. _windows.Values.SelectMany(window => window.Accounts.Select(account => Record(window, account)))])
    {
        Adjustments = [.. _windows.Values.SelectMany(window => window.Adjustments)],
    };

    /// <summary>The alarms since the last call.</summary>
    public IReadOnlyList<LendingAlarm> DrainAlarms()
    {
        LendingAlarm[] alarms = [.. _alarms];
        _alarms.Clear();
        return alarms;
    }

    /// <exception cref="InvariantViolationException">The books contradict themselves.</exception>
    public void AssertInvariants()
    {
        foreach (var window in _windows.Values)
            window.AssertInvariants();
        if (ChangesDurable > _changes)
            throw new InvariantViolationException($"{Scope}: more changes are durable than were made");
    }

    private static string? Contradiction(SyncRequest request)
    {
        if (request.Seq < 1)
            return $"seq {request.Seq}: the first request is 1";
        foreach (var slice in request.Slices)
        {
            var (budget, window, counters, demand) = slice;
            if (counters.Contradiction is { } contradiction)
                return $"{budget}: {contradiction}";
            if (demand is { NetPerSecond: < 0 } or { GrossPerSecond: < 0 } or { Bound: < 0 } or { Waiting: < 0 } or { SmallestNeed: < 0 } or { Refused: < 0 })
                return $"{budget}: a demand is negative";
            if (window is null && counters != default)
                return $"{budget}: counters without a window";
        }

        return null;
    }

    private void MergeReports(SyncRequest request, Borrower borrower, Instant wall)
    {
        foreach (var slice in request.Slices)
        {
            var open = OpenWindow(slice.Budget);
            var named = slice.Window is { } key ? _windows.GetValueOrDefault((slice.Budget, key)) : null;
            if (named is null && slice.Counters.Granted > 0 && (open is null || slice.Window >= open.Key))
                Suspect(request.VersionSeen, request.EpochSeen); // rights of a window that the books have not opened
            if (named is not null)
                Merge(named, slice, isOpen: ReferenceEquals(named, open), borrower, wall);
            if (open is not null && !ReferenceEquals(named, open) && !borrower.IsClosed)
                open.FindOrAdd(borrower.Incarnation).Report(default, slice.Demand);
        }
    }

    private void Merge(WindowBook window, SliceReport slice, bool isOpen, Borrower borrower, Instant wall)
    {
        var account = window.FindOrAdd(borrower.Incarnation);
        var before = account.Counters;
        if (!account.Report(slice.Counters, isOpen ? slice.Demand : default))
            Suspect(0, 0);
        var after = account.Counters;
        if (after.Overdraft > before.Overdraft)
            Raise(LendingAlarmKind.Overdraft, $"{window.Budget}: a provider billed {after.Overdraft - before.Overdraft} beyond the bound it was sent");
        if (borrower.IsClosed && after.Granted > 0 && after.Beyond > before.Beyond)
            Raise(LendingAlarmKind.Overdraft, $"{window.Budget}: {borrower.Incarnation} was closed and has spent {after.Beyond} beyond what it had kept");
        if (after == before)
            return;
        Learn(window, after.Spent - before.Spent, wall);
        Touch(window, account);
        if (after.Returned > before.Returned || after.Granted > before.Granted || !isOpen)
            MarkPending();
    }

    private void LendTo(Borrower borrower, TimeSpan now)
    {
        RefreshLive(now);
        foreach (var window in _windows.Values)
        {
            if (!window.Open || window.Find(borrower.Incarnation) is not { } account)
                continue;
            var plan = _plans.FirstOrDefault(plan => plan.Name == window.Budget);
            if (plan is { Enforcement: Enforcement.Hard } && window.Lend(account, borrower.RoundTrip, _live, plan.IsAlwaysExact))
            {
                Touch(window, account);
                Touch(borrower);
                MarkPending();
            }
        }
    }

    private void Leave(Borrower borrower)
    {
        var accounts = _windows.Values.Select(window => window.Find(borrower.Incarnation)).OfType<Account>();
        if (accounts.Any(account => account.Counters is not { Held: 0, Free: <= 0 }))
            return; // it says that it leaves, but rights are still on their way to it or held: it will say so again
        Close(borrower);
    }

    /// <summary>It wants nothing any more, until it comes back.</summary>
    private void Forget(Borrower borrower)
    {
        foreach (var window in _windows.Values)
            window.Find(borrower.Incarnation)?.Forget();
    }

    /// <summary>The gateway learns from the answer how its own counters stand: only an owner that can still write may say so.</summary>
    private bool TellsOwn(SyncRequest request)
    {
        foreach (var window in _windows.Values)
        {
            if (window.Open && window.Find(request.Incarnation) is { } account && account.Counters != default && !Names(request, window))
                return true;
        }

        return false;
    }

    private static bool Names(SyncRequest request, WindowBook window)
    {
        foreach (var slice in request.Slices)
        {
            if (slice.Window == window.Key && slice.Budget == window.Budget)
                return true;
        }

        return false;
    }

    private TimeSpan StaleAfter(SyncRequest request)
    {
        var stale = LendingRules.StaleLeast;
        foreach (var slice in request.Slices)
        {
            if (OpenWindow(slice.Budget) is { } window && SliceSizing.RefreshAfter(window.Cap, window.Cap + window.Adjusted - window.Spent) * LendingRules.StaleRefreshes is var after && after > stale)
                stale = after;
        }

        return stale;
    }

    private void RefreshLive(TimeSpan now)
    {
        _live.Clear();
        foreach (var borrower in _borrowers.Values)
        {
            if (!borrower.IsClosed && borrower.StaleAt > now)
                _live.Add(borrower.Incarnation);
        }
    }

    private WindowBook? OpenWindow(string budget)
    {
        foreach (var window in _windows.Values)
        {
            if (window.Open && window.Budget == budget)
                return window;
        }

        return null;
    }

    private Borrower FindOrAdd(Incarnation incarnation)
    {
        if (!_borrowers.TryGetValue(incarnation, out var borrower))
        {
            _borrowers[incarnation] = borrower = new Borrower(incarnation, 0, BorrowerState.Active);
            Touch(borrower);
        }

        return borrower;
    }

    private void Raise(LendingAlarmKind kind, string message) => _alarms.Add(new LendingAlarm(kind, Scope, message));
}
