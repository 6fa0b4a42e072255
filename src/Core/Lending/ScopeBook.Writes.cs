using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>What is written, when an answer may be sent, and what a lost or refused write means.</summary>
public sealed partial class ScopeBook
{
    private readonly HashSet<WindowBook> _dirtyWindows = [];
    private readonly HashSet<(WindowBook Window, Account Account)> _dirtyAccounts = [];
    private readonly HashSet<Borrower> _dirtyBorrowers = [];
    private bool _headDirty;
    private long _changes;
    private long _pending;
    private long _writing;
    private long _bookEpoch;
    private string _bookOwner = "";
    private BookWrite? _inFlight;
    private bool _unsure;
    private long _versionSeen;
    private long _versionTried;
    private long _epochSeen;

    /// <summary>Every change up to this one is durable.</summary>
    public long ChangesDurable { get; private set; }

    /// <summary>The fate of a write is unknown, or a gateway has seen more than this owner: the books must be read.</summary>
    public bool NeedsRead => _unsure && _inFlight is null;

    /// <summary>Another activation owns the scope now.</summary>
    public bool SteppedDown { get; private set; }

    /// <summary>True where something waits that must be durable before it is told.</summary>
    public bool HasPending => _pending > ChangesDurable;

    /// <summary>True where counters changed that nobody waits for: write them now and then, or with the next grant.</summary>
    public bool HasUnwritten => _headDirty || _dirtyWindows.Count + _dirtyAccounts.Count + _dirtyBorrowers.Count + _pruned.Count + _forgotten.Count + _dirtyAdjustments.Count > 0;

    /// <summary>Collects everything that changed into one write. False while a write is in flight or there is nothing to write.</summary>
    public bool TryBeginWrite(out BookWrite write)
    {
        write = null!;
        if (_inFlight is not null || _unsure || SteppedDown || !HasUnwritten)
            return false;
        var opened = _dirtyWindows.Where(window => window.Open && window.Window.Start > Instant.MinValue).Select(window => window.Window.Start);
        // Each try has a number of its own: after a rollback one that was given up may still land, and must not pass for the one that did.
        _versionTried = Math.Max(Math.Max(Version, _versionSeen), _versionTried) + 1;
        write = _inFlight = new BookWrite(
            Scope, Version, _bookEpoch, _bookOwner, _versionTried, Epoch, Owner, Generation, Frozen,
            opened.Any() ? opened.Max() : null,
            [.. _dirtyWindows.Select(window => window.Record)],
            [.. _dirtyBorrowers.Select(borrower => borrower.Record)],
            [.. _dirtyAccounts.Select(dirty => Record(dirty.Window, dirty.Account))],
            [.. _pruned],
            [.. _forgotten])
        {
            Adjustments = [.. _dirtyAdjustments],
        };
        _writing = _changes;
        ClearDirty();
        return true;
    }

    public void CompleteWrite(WriteOutcome outcome, TimeSpan now)
    {
        var write = _inFlight ?? throw new InvariantViolationException($"{Scope}: a write completed that was not begun");
        _inFlight = null;
        if (outcome != WriteOutcome.Written)
        {
            if (outcome == WriteOutcome.TooEarly)
            {
                _opensNothingBefore = now + LendingRules.EarlyRetry;
                Raise(LendingAlarmKind.ClockAhead, $"a window opens at {write.OpensAt}, which the store's clock has not reached");
            }

            if (outcome == WriteOutcome.BeyondCap)
                Raise(LendingAlarmKind.GrantRefused, $"the store refused version {write.Version}: it would lend more than the cap allows");
            _unsure = true;
            return;
        }

        Version = write.Version;
        _bookEpoch = write.Epoch;
        _bookOwner = write.Owner;
        ChangesDurable = _writing;
        foreach (var window in write.Windows)
            _windows.GetValueOrDefault((window.Budget, window.Window))?.Written(window);
        foreach (var account in write.Accounts)
            _windows.GetValueOrDefault((account.Budget, account.Window))?.Find(account.Incarnation)?.Written(account.Counters.Granted);
        foreach (var adjustment in write.Adjustments)
            _windows.GetValueOrDefault((adjustment.Budget, adjustment.Window))?.Written(adjustment);
        AssertInvariants();
    }

    /// <summary>
    /// Takes over what the books say: own writes that landed late, and the counters of a predecessor. Steps down where another
    /// activation has taken the scope, freezes where the books are older than what somebody has already seen.
    /// </summary>
    public void Adopt(BookRecord books)
    {
        if (_inFlight is not null)
            throw new InvariantViolationException($"{Scope}: the books were read while a write is in flight");
        _unsure = false;
        if (books.Owner != Owner && books.Epoch >= Epoch)
        {
            SteppedDown = true;
            return;
        }

        _versionSeen = Math.Max(_versionSeen, Version);
        _epochSeen = Math.Max(_epochSeen, _bookEpoch);
        var complete = Take(books) && books.Version >= _versionSeen && books.Epoch >= _epochSeen;
        if (!complete && Frozen is null)
            Freeze();
        Replan(_plans);
        _headDirty = true; // whoever waits is answered by the next write
    }

    private void Freeze()
    {
        Frozen = $"the store was rolled back: it is at version {Version}, epoch {_bookEpoch}; version {_versionSeen}, epoch {_epochSeen} was seen";
        Epoch = Math.Max(Epoch, _epochSeen) + 1;
        Raise(LendingAlarmKind.StoreRolledBack, Frozen);
    }

    /// <summary>Somebody has seen more than this owner knows: it reads the books before it lends again.</summary>
    private void Suspect(long versionSeen, long epochSeen)
    {
        _versionSeen = Math.Max(_versionSeen, versionSeen);
        _epochSeen = Math.Max(_epochSeen, epochSeen);
        _unsure = true;
        MarkPending();
    }

    /// <returns>False where the books lack grants that were durable once.</returns>
    private bool Take(BookRecord books)
    {
        ClearDirty();
        Version = books.Version;
        _bookEpoch = books.Epoch;
        _bookOwner = books.Owner;
        Generation = books.Generation;
        Frozen = books.Frozen;
        TakeBorrowers(books);
        var complete = TakeWindows(books);
        TakeAdjustments(books);
        foreach (var borrower in _borrowers.Values)
        {
            if (borrower.LastWord is { } final)
                TakeBack(final);
        }

        return complete;
    }

    private bool TakeWindows(BookRecord books)
    {
        var complete = true;
        var accounts = books.Accounts.ToLookup(account => (account.Budget, account.Window));
        var records = books.Windows.ToDictionary(window => (window.Budget, window.Window));
        foreach (var (key, record) in records)
            _windows.TryAdd(key, new WindowBook(record.Budget, new BudgetWindow(record.Start, record.End), record.Cap));
        foreach (var (key, window) in _windows)
        {
            var record = records.GetValueOrDefault(key);
            if (record is null && !window.WasTold)
            {
                _windows.Remove(key); // opened by a write that did not land
                continue;
            }

            var (unwritten, windowComplete) = window.Adopt(record, accounts[key]);
            complete &= windowComplete;
            if (record is null)
                Touch(window);
            foreach (var account in unwritten)
                Touch(window, account);
        }

        CloseAllButNewest();
        return complete;
    }

    /// <summary>Books that went back in time may show a window open whose successor this owner has already told of.</summary>
    private void CloseAllButNewest()
    {
        foreach (var window in _windows.Values.Where(window => window.Open))
        {
            if (!_windows.Values.Any(other => other.Open && other.Budget == window.Budget && other.Window.Start > window.Window.Start))
                continue;
            window.Close();
            Touch(window);
        }
    }

    private void TakeBorrowers(BookRecord books)
    {
        var records = books.Borrowers.ToDictionary(record => record.Incarnation);
        foreach (var (incarnation, record) in records)
            _borrowers.TryAdd(incarnation, new Borrower(incarnation, record.Seq, record.State));
        foreach (var (incarnation, borrower) in _borrowers)
        {
            if (records.TryGetValue(incarnation, out var record))
                borrower.Adopt(record);
            if (borrower.Record != record)
                Touch(borrower);
        }
    }

    private long MarkPending() => _pending = ++_changes;

    private void Touch(WindowBook window) => _dirtyWindows.Add(window);

    private void Touch(WindowBook window, Account account) => _dirtyAccounts.Add((window, account));

    private void Touch(Borrower borrower) => _dirtyBorrowers.Add(borrower);

    private void ClearDirty()
    {
        _headDirty = false;
        _dirtyWindows.Clear();
        _dirtyAccounts.Clear();
        _dirtyBorrowers.Clear();
        _pruned.Clear();
        _forgotten.Clear();
        _dirtyAdjustments.Clear();
    }

    private static AccountRecord Record(WindowBook window, Account account) =>
        new(account.Incarnation, window.Budget, window.Key, account.Counters);
}
