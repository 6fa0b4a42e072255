using System.Security.Cryptography;
using BudgetMesh.Bounds;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>
/// The lives of this gateway: the book of the present incarnation, and those of closed ones whose holds and receipts are not
/// done with. All of it is read and written under <see cref="Lock"/>; no I/O and none of a caller's code happens there.
/// </summary>
internal sealed partial class GateLives
{
    /// <summary>So many receipts are a message that waits for no company.</summary>
    public const int ReceiptsAtOnce = 500;

    /// <summary>Receipts of one message: some megabytes where each has all its legs. A busy gate fills it while the message before is on its way.</summary>
    public const int ReceiptsBatchMost = 2_000;

    /// <summary>Receipts that are copied out in one go: the lock is held for that long.</summary>
    private const int ReceiptsCopyMost = 64;

    /// <summary>A life that was closed at once by a silo which closes them all is not followed by the next at once.</summary>
    private static readonly TimeSpan LifeLeast = TimeSpan.FromSeconds(1);

    private readonly GateOptions _options;
    private readonly SiloClock _wall;
    private readonly List<GateBook> _past = [];
    private readonly Dictionary<Incarnation, LifeFile> _files = [];
    private readonly List<LifeFile> _doneWith = [];
    private readonly Dictionary<PendingDecision, Waiter> _waiters = [];
    private readonly List<PendingDecision> _decided = [];
    private TimeSpan _bornAt;
    private Incarnation? _next;
    private bool _syncAsked;
    private bool _ratesAsked;
    private int _receiptsAsked;
    private bool _boundsAsked;
    private bool _boundsHurried;
    private bool _lastWordsAsked;

    /// <param name="begin">Makes the journal of a life; null where none is kept.</param>
    public GateLives(GateOptions options, MonotonicClock clock, SiloClock wall, Func<Incarnation, LifeFile>? begin)
    {
        (_options, _wall, _bornAt) = (options, wall, clock.Now);
        var incarnation = NextIncarnation(options.Name);
        Book = NewBook(incarnation, begin?.Invoke(incarnation), bounds: null);
        KeepsJournal = begin is not null;
    }

    public Lock Lock { get; } = new();

    /// <summary>The present life.</summary>
    public GateBook Book { get; private set; }

    public bool KeepsJournal { get; }

    public DecisionTally Tally { get; } = new();

    public bool IsLeaving { get; private set; }

    public long Waited { get; private set; }

    /// <summary>The present one first, then the oldest.</summary>
    public IEnumerable<GateBook> All => _past.Prepend(Book);

    public int OpenHolds => All.Sum(book => book.OpenHolds);

    public int ExpiredHolds => All.Sum(book => book.ExpiredHolds);

    public int ReceiptsPending
    {
        get
        {
            var pending = Book.ReceiptsUnacknowledged;
            if (_past.Count == 0)
                return pending;
            foreach (var book in _past)
                pending += book.ReceiptsUnacknowledged;
            return pending;
        }
    }

    /// <summary>The life in which a decision was made; null where it is over and done with.</summary>
    public GateBook? Find(Incarnation incarnation)
    {
        if (Book.Incarnation == incarnation)
            return Book;
        foreach (var book in _past)
        {
            if (book.Incarnation == incarnation)
                return book;
        }

        return null;
    }

    /// <summary>What the last call has made due, each once until it is looked at.</summary>
    /// <param name="resolved">A hold was resolved: somebody may wait for that.</param>
    public Chores Due(bool resolved)
    {
        var chores = Chores.None;
        if (resolved && (_waiters.Count > 0 || IsLeaving))
            chores = Chores.Sync;
        if (resolved && !_lastWordsAsked && (_past.Count > 0 || Book.IsClosed))
        {
            _lastWordsAsked = true;
            chores |= Chores.LastWords;
        }

        if (Book.WantsSync && !_syncAsked)
        {
            _syncAsked = true;
            chores |= Chores.Sync;
        }

        if (Book.WantsRateSync && !_ratesAsked)
        {
            _ratesAsked = true;
            chores |= Chores.Rates;
        }

        var receipts = ReceiptLevel(ReceiptsPending);
        if (receipts > _receiptsAsked)
        {
            _receiptsAsked = receipts;
            chores |= Chores.Receipts;
        }

        if ((Book.Bounds.HasNews && !_boundsAsked) || (Book.Bounds.IsUrgent && !_boundsHurried))
        {
            (_boundsAsked, _boundsHurried) = (true, Book.Bounds.IsUrgent);
            chores |= Chores.Bounds;
        }

        return chores;
    }

    /// <summary>Whether there is something to share of answers' lengths. From then on <see cref="Due"/> tells of more.</summary>
    public bool LookAtBounds(out bool isCold)
    {
        lock (Lock)
        {
            (_boundsAsked, _boundsHurried) = (Book.Bounds.HasNews, false);
            isCold = Book.Bounds.IsCold;
            return _boundsAsked;
        }
    }

    public Waiter Enqueue(in Request request, TimeSpan now) => Add(new Waiter(Book, Book.Enqueue(request, now, _options.Patience)));

    public Waiter Prefetch(in Request request, TimeSpan now) => Add(new Waiter(Book, Book.Prefetch(request, now, _options.Patience)));

    private Waiter Add(Waiter waiter)
    {
        _waiters.Add(waiter.Pending, waiter);
        return waiter;
    }

    public void Withdraw(Waiter waiter)
    {
        waiter.Book.Withdraw(waiter.Pending);
        _waiters.Remove(waiter.Pending);
    }

    /// <summary>What is due by time: expiries, decisions of those who wait, the next life after a closed one.</summary>
    /// <param name="answers">Receives those whose decision was made; to be told outside the lock.</param>
    public void Turn(TimeSpan now, List<Waiter> answers)
    {
        if (MayBeginNextLife && now - _bornAt >= LifeLeast)
            BeginNextLife(now);
        foreach (var book in All)
            book.Expire(now);
        Book.Pump(now, _decided);
        foreach (var pending in _decided)
        {
            if (!pending.IsPrefetch)
            {
                Tally.Count(pending.Decision.Verdict, pending.Decision.Reason);
                Waited++;
            }

            if (_waiters.Remove(pending, out var waiter))
                answers.Add(waiter);
        }

        _decided.Clear();
        if (_past.Count > 0)
            ForgetThoseDone();
    }

    /// <summary>Builds the next sync of the present life, if one is due.</summary>
    public bool TryBuildSync(TimeSpan now, out IReadOnlyList<SyncRequest> requests)
    {
        requests = [];
        // A gate that leaves owes every owner a report, always: it is paced by what happens.
        if (IsLeaving && !Book.WantsSync && now < Book.NextSyncAt(now))
            return false;
        _syncAsked = false;
        return Book.TryBuildSync(now, out requests);
    }

    /// <summary>Builds the next message to the owners of limits, if one is due.</summary>
    public bool TryBuildRateSync(TimeSpan now, out IReadOnlyList<RateRequest> requests)
    {
        _ratesAsked = false;
        return Book.TryBuildRateSync(now, out requests);
    }

    /// <summary>When <see cref="Turn"/> has something to do by time.</summary>
    public TimeSpan NextTurnAt
    {
        get
        {
            var next = All.Min(book => book.NextDeadline);
            return MayBeginNextLife && _bornAt + LifeLeast < next ? _bornAt + LifeLeast : next;
        }
    }

    /// <summary>No more requests are taken; free rights go back.</summary>
    public void Leave()
    {
        IsLeaving = true;
        Book.Leave();
    }

    /// <summary>How many receipts wait for the silo. From then on <see cref="Due"/> tells of more.</summary>
    public int LookAtReceipts()
    {
        lock (Lock)
        {
            var pending = ReceiptsPending;
            _receiptsAsked = ReceiptLevel(pending);
            return pending;
        }
    }

    /// <summary>Up to <paramref name="most"/> receipts of one life, closed lives' first. There must be some. Takes the lock for moments.</summary>
    public List<Receipt> CopyReceipts(int most)
    {
        GateBook book;
        lock (Lock)
            book = All.Last(book => book.ReceiptsUnacknowledged > 0);
        var receipts = new List<Receipt>();
        var after = 0L;
        ReceiptCopy copy;
        do
        {
            lock (Lock)
                copy = book.CopyReceipts(after, Math.Min(ReceiptsCopyMost, most - receipts.Count));
            receipts.AddRange(copy.Read());
            after = copy.LastSeq;
        }
        while (copy.Count == ReceiptsCopyMost && receipts.Count < most);
        return receipts;
    }

    public void Acknowledge(Incarnation incarnation, long through)
    {
        lock (Lock)
            Find(incarnation)?.AcknowledgeReceipts(through);
    }

    /// <summary>A closed life is followed by the next, whose journal is made first, by others: that takes a disk.</summary>
    private bool MayBeginNextLife => Book.IsClosed && !IsLeaving && (!KeepsJournal || _next is not null);

    private void BeginNextLife(TimeSpan now)
    {
        var old = Book;
        _past.Add(old);
        var incarnation = _next ?? NextIncarnation(_options.Name);
        Book = NewBook(incarnation, _files.GetValueOrDefault(incarnation), old.Bounds);
        Book.SetClock(_wall.Origin);
        if (old.Plan is { } plan)
            Book.Adopt(plan);
        (_bornAt, _next) = (now, null);
        Waiter[] waiters = [.. _waiters.Values];
        _waiters.Clear();
        foreach (var waiter in waiters)
        {
            old.Withdraw(waiter.Pending);
            var (request, isPrefetch) = (waiter.Pending.Request, waiter.Pending.IsPrefetch);
            waiter.Move(Book, isPrefetch ? Book.Prefetch(request, now, _options.Patience) : Book.Enqueue(request, now, _options.Patience));
            _waiters.Add(waiter.Pending, waiter);
        }
    }

    private GateBook NewBook(Incarnation incarnation, LifeFile? file, GateBounds? bounds)
    {
        if (file is not null)
            _files[incarnation] = file;
        return new GateBook(incarnation, _options.Limits, bounds, file?.Journal);
    }

    private static int ReceiptLevel(int pending) => pending == 0 ? 0 : pending < ReceiptsAtOnce ? 1 : 2;

    private static Incarnation NextIncarnation(string name) => new($"{name}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
}
