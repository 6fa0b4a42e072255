using BudgetMesh.Budgets;
using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Lending;

/// <summary>How a need meets one budget at this gateway.</summary>
internal enum Fit
{
    /// <summary>The slice covers it.</summary>
    Fits,

    /// <summary>The slice does not cover it, but the owner may.</summary>
    Short,

    /// <summary>The owner could not cover it a moment ago, though the budget has enough left: holds occupy it.</summary>
    InFlight,

    /// <summary>The budget has less left.</summary>
    Exceeds,
}

/// <summary>One budget as this gateway knows it: the slice of the open window, slices of older windows that drain, and the owner's terms.</summary>
internal sealed partial class GateBudget(BudgetPlan plan, GateJournal? journal)
{
    /// <summary>Windows that are remembered after they are done. Answers older than so many windows are not believed.</summary>
    private const int TombstonesMost = 32;

    private readonly DemandMeter _meter = new();
    private readonly BoundMeter _bounds = new();
    private readonly List<Slice> _draining = [];

    /// <summary>Slices that are done, newest last: tombstones, without which a late answer would lend their rights a second time.</summary>
    private readonly List<Slice> _drained = [];
    private long _forgottenThrough = long.MinValue;
    private long _grossBefore;
    private long _netBefore;
    private long _holds;
    private TimeSpan _answeredAt;
    private long _queued;
    private long _refused;
    private long _vainAmount;
    private TimeSpan _vainUntil;
    private TimeSpan _turnedAwayUntil = TimeSpan.MinValue;
    private (long Epoch, long Seq) _order;

    public BudgetPlan Plan { get; private set; } = plan;

    public bool IsHard { get; private set; } = plan.Enforcement == Enforcement.Hard;

    /// <summary>False once it was charged without rights: what was charged then stays.</summary>
    public bool IsAlwaysHard { get; private set; } = plan.Enforcement == Enforcement.Hard;

    public BudgetUnit Unit { get; } = plan.Unit;

    /// <summary>The slice of the open window; null until the owner has named one.</summary>
    public Slice? Current { get; private set; }

    public IReadOnlyList<Slice> Draining => _draining;

    /// <summary>All slices whose windows are not forgotten, done or not.</summary>
    public IEnumerable<Slice> Remembered => (Current is { } current ? _draining.Prepend(current) : _draining).Concat(_drained);

    public LendingMode Mode { get; private set; }

    public long Headroom { get; private set; } = plan.Cap;

    public long Reachable { get; private set; }

    public long Cap { get; private set; } = plan.Cap;

    public long Spent { get; private set; }

    public long Adjusted { get; private set; }

    /// <summary>The largest amount that would fit now, with what the owner could lend; soft and shadow budgets take any.</summary>
    public long Obtainable => !IsHard ? long.MaxValue : Current is { } slice ? Math.Min(Headroom, slice.Free + Reachable) : Headroom;

    /// <summary>Parts of a thousand of the cap that are spent, as the owner last said; what an opening balance took counts as spent, what a credit gave as not.</summary>
    public int UsedPermille => Cap <= 0 ? 1000 : (int)Int128.Clamp(((Int128)Spent - Adjusted) * 1000 / Cap, 0, int.MaxValue);

    public TimeSpan RefreshAt { get; private set; }

    public TimeSpan StaleAt { get; private set; }

    /// <summary>Free rights below which a sync is due at once.</summary>
    public long RefreshBelow { get; private set; }

    /// <summary>
    /// Σ of what waiting requests will charge here that are short elsewhere only: not to be returned. What is too little for a
    /// request goes back while it waits: gateways that each kept a part of the last right would wait for each other.
    /// </summary>
    public long Spoken { get; private set; }

    /// <summary>Σ of what the owner is to be asked for.</summary>
    public long Waiting { get; private set; }

    public long SmallestNeed { get; private set; }

    /// <summary>When something is due to be returned; <see cref="TimeSpan.MaxValue"/> for nothing.</summary>
    public TimeSpan ReturnAt { get; private set; } = TimeSpan.MaxValue;

    public TimeSpan ChargedAt { get; private set; }

    /// <summary>Legs of expired holds: a late settlement may still correct them.</summary>
    public int ExpiredLegs { get; set; }

    /// <summary>Nobody waits here or may still correct something.</summary>
    public bool IsUnused => _queued == 0 && Waiting == 0 && Spoken == 0 && ExpiredLegs == 0;

    /// <summary>Nothing is held, free, wanted or unknown to the owner.</summary>
    public bool IsAtRest => IsUnused && Remembered.All(static slice => slice.IsDrained);

    public void Replan(BudgetPlan plan)
    {
        Plan = plan;
        IsHard = plan.Enforcement == Enforcement.Hard;
        IsAlwaysHard &= IsHard;
    }

    /// <summary>Whether the slice, or else the owner, can cover <paramref name="amount"/>. Soft and shadow budgets cover everything once their window is known.</summary>
    public Fit Check(long amount, TimeSpan now, bool away)
    {
        var slice = Current;
        if (IsTurnedAway(now))
            return Fit.InFlight;
        if (slice is null)
            return Fit.Short; // the owner may know of a credit: before its first word nothing is refused for good
        if (now >= slice.ClosesAt)
            return !IsHard && away ? Fit.Fits : Fit.Short;
        if (!IsHard || amount <= slice.Free)
            return Fit.Fits;
        if (amount > Headroom)
            return Fit.Exceeds;
        // Until the next answer: asking sooner is the gate's business, not each request's.
        var isOutOfReach = amount > slice.Free + Reachable || (now < _vainUntil && amount >= _vainAmount);
        return isOutOfReach && !away ? Fit.InFlight : Fit.Short;
    }

    /// <summary>So much was refused for what holds occupy: say so, and look again soon. True where that is sooner than was planned.</summary>
    public bool LookAgain(long amount)
    {
        _refused = _refused == 0 ? amount : Math.Min(_refused, amount);
        var soon = After(_answeredAt, LendingRules.RefreshContended);
        if (soon >= RefreshAt)
            return false;
        RefreshAt = soon;
        return true;
    }

    /// <summary>Counts somebody who begins to wait for so much, or, with a negative amount, no longer does.</summary>
    public void Enqueue(long amount) => _queued += amount;

    /// <summary>False where what the owner could give is less than what is waited for already and <paramref name="amount"/>: waiting as well would only be slower.</summary>
    public bool HasRoomInQueue(long amount, TimeSpan now) =>
        Current is not { } slice || now >= slice.ClosesAt || _queued + amount <= slice.Free + Reachable;

    /// <summary>Somebody has just waited for so much and not got it: for a moment nobody else waits for as much or more.</summary>
    public void WaitedInVain(long amount, TimeSpan now) => (_vainAmount, _vainUntil) = (amount, now + LendingRules.RefreshLast);

    /// <summary>The owner has said that its scope cannot be made: nobody asks again until then.</summary>
    public void TurnAway(TimeSpan until) => _turnedAwayUntil = until;

    public bool IsTurnedAway(TimeSpan now) => now < _turnedAwayUntil;

    /// <summary>The gateway forgets the budget: its slices' rows in the journal are for others once their receipts are acknowledged.</summary>
    public void Forget()
    {
        foreach (var slice in Remembered)
            slice.Ceiling?.Leave();
    }

    /// <summary>Charges the slice of the open window. True where a sync is due because the slice runs low.</summary>
    public bool Charge(Slice slice, long amount, TimeSpan now)
    {
        _holds++;
        return ChargeMore(slice, amount, now);
    }

    /// <summary>As <see cref="Charge"/>, for a hold that was charged before.</summary>
    public bool ChargeMore(Slice slice, long amount, TimeSpan now)
    {
        slice.Charge(amount);
        ChargedAt = now;
        return IsHard && slice.Free < RefreshBelow;
    }

    /// <summary>A hold was resolved. In exact mode, and of a window that is over, the owner hears soon, and gets back what is free again.</summary>
    public void Freed(Slice slice, TimeSpan now)
    {
        var isOver = !ReferenceEquals(slice, Current);
        if (isOver && !_draining.Contains(slice))
        {
            _drained.Remove(slice);
            _draining.Add(slice);
        }

        if ((isOver || Mode == LendingMode.Exact) && ReturnAt == TimeSpan.MaxValue)
            ReturnAt = now + LendingRules.ReturnDelay;
    }

    public void ClearNeeds() => (Spoken, Waiting, SmallestNeed) = (0, 0, 0);

    /// <param name="isMet">The rights are here; the request waits for another budget.</param>
    /// <param name="ask">False for a need that is met here, or whose turn has not come.</param>
    public void Need(long amount, bool isMet, bool ask)
    {
        if (isMet)
            Spoken += amount;
        if (!ask)
            return;
        Waiting += amount;
        SmallestNeed = SmallestNeed == 0 ? amount : Math.Min(SmallestNeed, amount);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan After(TimeSpan start, TimeSpan duration) =>
        duration >= TimeSpan.MaxValue - start ? TimeSpan.MaxValue : start + duration;
}
