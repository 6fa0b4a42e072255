using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>
/// The books of one window of one budget: the cap and what every incarnation was lent of it. Amounts in the budget's unit.
/// </summary>
internal sealed partial class WindowBook(string budget, BudgetWindow window, long cap)
{
    /// <summary>A window's course is looked at so often.</summary>
    private const int CourseSteps = 4096;

    private readonly Dictionary<Incarnation, Account> _accounts = [];
    private int _course;
    private Instant _courseUntil = Instant.MinValue;

    public string Budget { get; } = budget;

    public BudgetWindow Window { get; } = window;

    public long Key => Window.Key;

    public long Cap { get; private set; } = cap;

    /// <summary>The cap that is durable: all that may be told.</summary>
    public long CapDurable { get; private set; } = cap;

    /// <summary>False once a later window was opened: nothing is lent of it any more.</summary>
    public bool Open { get; private set; } = true;

    /// <summary>Whether rights are lent for requests that wait, and no more.</summary>
    public bool IsExact { get; private set; }

    public IReadOnlyCollection<Account> Accounts => _accounts.Values;

    public long Exposure => Sum(static account => account.Counters.Exposure);

    public long Spent => Sum(static account => account.Counters.Spent);

    public long Available => Cap - Exposure + Adjusted;

    /// <summary>True where some gateway has heard of rights in this window, or somebody of an adjustment.</summary>
    public bool WasTold => _adjustmentsDurable.Count > 0 || _accounts.Values.Any(account => account.GrantedDurable > 0 || account.Counters.Charged > 0);

    public WindowRecord Record => new(Budget, Key, Window.Start, Window.End, Cap, Open);

    public Account? Find(Incarnation incarnation) => _accounts.GetValueOrDefault(incarnation);

    public Account FindOrAdd(Incarnation incarnation)
    {
        if (!_accounts.TryGetValue(incarnation, out var account))
            _accounts[incarnation] = account = new Account(incarnation, default);
        return account;
    }

    /// <summary>Takes over what the books say of this window; null where they do not have it.</summary>
    /// <returns>The accounts that are not, or not so, in the books; and false where the books lack grants that were durable once.</returns>
    public (IReadOnlyList<Account> Unwritten, bool Complete) Adopt(WindowRecord? record, IEnumerable<AccountRecord> accounts)
    {
        if (record is not null)
            (Cap, CapDurable, Open) = (record.Cap, record.Cap, record.Open);
        var written = accounts.ToDictionary(account => account.Incarnation, account => account.Counters);
        var complete = true;
        var unwritten = new List<Account>();
        foreach (var account in _accounts.Values)
        {
            complete &= account.Adopt(written.GetValueOrDefault(account.Incarnation));
            if (account.Counters != written.GetValueOrDefault(account.Incarnation))
                unwritten.Add(account);
        }

        foreach (var (incarnation, counters) in written)
            _accounts.TryAdd(incarnation, new Account(incarnation, counters));
        return (unwritten, complete);
    }

    public bool SetCap(long cap)
    {
        if (cap == Cap)
            return false;
        Cap = cap;
        return true;
    }

    /// <summary>Whether somebody was refused for what holds of others occupy, which they may have released without having said so.</summary>
    public bool IsRefused(IReadOnlySet<Incarnation> live) =>
        Open && _accounts.Values.Any(account => live.Contains(account.Incarnation) && account.Demand.Refused > Available);

    public void Written(WindowRecord record) => CapDurable = record.Cap;

    public void Close() => Open = false;

    public void Reopen() => Open = true;

    /// <summary>Whatever is left of it: nothing is lent in advance.</summary>
    public void LendExactly() => IsExact = true;

    /// <summary>
    /// Lends <paramref name="account"/> what its gateway should have, tested on the state after the grant. True where something
    /// was lent. Only hard budgets are lent: soft and shadow ones are charged without rights.
    /// </summary>
    /// <param name="alwaysExact">Never in advance.</param>
    public bool Lend(Account account, TimeSpan roundTrip, IReadOnlySet<Incarnation> live, bool alwaysExact)
    {
        var available = Available;
        var gateways = Math.Max(1, live.Count);
        var demand = account.Demand;
        var free = account.Counters.Free;
        var netOfAll = SumLive(live, static other => other.Demand.NetPerSecond);
        var bound = SumLive(live, static other => other.Demand.Bound) / Math.Max(1, SumLive(live, static other => other.Demand.Bound > 0 ? 1 : 0));
        IsExact = alwaysExact || SliceSizing.IsExact(IsExact, Cap, available, bound, gateways) || (IsExact && IsShort(account, available, live));
        var wanted = IsExact ? 0 : SliceSizing.Target(demand, roundTrip, Cap, available, netOfAll, gateways);
        var missing = Math.Max(wanted, demand.Waiting) - free;
        if (missing <= 0)
            return false;
        var grant = Math.Min(missing, Math.Max(0, available));
        if (free + grant < demand.SmallestNeed)
            grant = 0;
        if (free + grant < demand.Waiting)
            IsExact = true; // somebody waits for what others have free: everybody gives back
        if (grant == 0)
            return false;
        account.Grant(grant);
        if (Available < 0)
            throw new InvariantViolationException($"{Budget}/{Key}: {Exposure} is out against a cap of {Cap} and adjustments of {Adjusted} after a grant of {grant}");
        return true;
    }

    /// <param name="staysOpen">The window is not over before, whatever <paramref name="wall"/> says.</param>
    /// <param name="closed">Incarnations that are gone: what they had free will not come back by itself.</param>
    /// <param name="live">Incarnations that were heard lately.</param>
    public SliceTerms TermsFor(Account account, bool frozen, Instant wall, TimeSpan staysOpen, IReadOnlySet<Incarnation> live, Func<Incarnation, bool> closed, bool lent, WeekShape? shape)
    {
        var forfeited = Sum(other => closed(other.Incarnation) ? other.Counters.Exposure - other.Counters.Spent : 0);
        var freeElsewhere = SumLive(live, other => ReferenceEquals(other, account) ? 0 : Math.Max(0, other.Counters.Free));
        var headroom = CapDurable + AdjustedDurable - Spent - forfeited;
        var refresh = frozen ? LendingRules.RefreshNear : Refresh(headroom, SumLive(live, static other => other.Demand.NetPerSecond));
        return new SliceTerms(
            Budget,
            Key,
            Open,
            Window.End == Instant.MaxValue ? TimeSpan.MaxValue : Max(staysOpen, (Window.End - wall).ToTimeSpan()),
            account.GrantedDurable,
            frozen ? LendingMode.Deny : IsExact && lent ? LendingMode.Exact : LendingMode.Slice,
            refresh,
            Max(LendingRules.StaleLeast, refresh * LendingRules.StaleRefreshes),
            headroom,
            frozen ? 0 : Math.Max(0, Available) + freeElsewhere,
            CapDurable,
            Spent,
            AdjustedDurable,
            shape is null ? Pace.Whole : CourseAt(wall, shape));
    }

    /// <summary>The window's totals; what closed incarnations had and did not spend is forfeited, whether it was free or held.</summary>
    public WindowReading Read(BudgetPlan? plan, Func<Incarnation, bool> closed)
    {
        var held = Sum(account => closed(account.Incarnation) ? 0 : account.Counters.Held);
        var forfeited = Sum(account => closed(account.Incarnation) ? account.Counters.Exposure - account.Counters.Spent : 0);
        var free = checked(Exposure - Spent - held - forfeited);
        return new WindowReading(Budget, plan, Window, Open, Cap, Spent, held, free, Available, forfeited, Sum(account => Overdraft(account, closed)), Adjusted);
    }

    /// <summary>Whether what is forfeited has passed <see cref="LendingRules.ForfeitedShareAlarm"/> with the end of one incarnation.</summary>
    public bool PassesForfeits(Incarnation ended, Func<Incarnation, bool> closed, out long forfeited)
    {
        var its = Find(ended) is { } account ? account.Counters.Exposure - account.Counters.Spent : 0;
        forfeited = Sum(account => closed(account.Incarnation) ? account.Counters.Exposure - account.Counters.Spent : 0);
        var most = (long)((Int128)Cap * LendingRules.ForfeitedShareAlarm / 1000);
        return Open && forfeited > most && forfeited - its <= most;
    }

    /// <summary>What a closed incarnation spends of rights that were taken back is overdraft, as a provider's excess is.</summary>
    private static long Overdraft(Account account, Func<Incarnation, bool> closed) =>
        closed(account.Incarnation) && account.Counters.Granted > 0 ? Math.Max(account.Counters.Overdraft, account.Counters.Beyond) : account.Counters.Overdraft;

    /// <summary>True where nothing can change any more, or nobody is left who could change it.</summary>
    public bool AtRest(Func<Incarnation, bool> closed) =>
        _adjustments.Keys.All(_adjustmentsDurable.Contains) && _accounts.Values.All(account => closed(account.Incarnation) || account.Counters is { Held: 0, Free: <= 0 });

    public void AssertInvariants()
    {
        foreach (var account in _accounts.Values)
        {
            if (account.Counters.Contradiction is { } contradiction)
                throw new InvariantViolationException($"{Budget}/{Key}, {account.Incarnation}: {contradiction}");
            if (account.GrantedDurable > account.Counters.Granted)
                throw new InvariantViolationException($"{Budget}/{Key}, {account.Incarnation}: more is durable than was granted");
        }
    }

    /// <summary>Summed hour by hour, so not for every answer.</summary>
    private int CourseAt(Instant wall, WeekShape shape)
    {
        if (wall >= _courseUntil)
            (_course, _courseUntil) = (shape.Course(Window, wall), wall + (Window.End - Window.Start) / CourseSteps);
        return _course;
    }

    private TimeSpan Refresh(long headroom, long netOfAll)
    {
        var refresh = SliceSizing.RefreshAfter(Cap, headroom, netOfAll);
        // Nothing is out that could come back: a spent budget needs no close watch.
        return refresh < LendingRules.RefreshNear && Exposure == Spent ? LendingRules.RefreshNear : refresh;
    }

    /// <summary>
    /// Whether another gateway still waits for what could not be lent to it, or any has refused what is not available: what is
    /// returned is for them, not for the next slice in advance.
    /// </summary>
    private bool IsShort(Account account, long available, IReadOnlySet<Incarnation> live) =>
        _accounts.Values.Any(other => live.Contains(other.Incarnation)
            && (other.Demand.Refused > available || (!ReferenceEquals(other, account) && other.Demand.Waiting > Math.Max(0, other.Counters.Free))));

    private long Sum(Func<Account, long> amount)
    {
        var sum = 0L;
        foreach (var account in _accounts.Values)
            sum = checked(sum + amount(account));
        return sum;
    }

    private long SumLive(IReadOnlySet<Incarnation> live, Func<Account, long> amount) =>
        Sum(account => live.Contains(account.Incarnation) ? amount(account) : 0);

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
