using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Lending;

/// <summary>What this gateway holds of one budget in one window. Amounts in the budget's unit; the counters only rise.</summary>
/// <param name="from">What this incarnation has done in the window before, if it has forgotten it.</param>
internal sealed class Slice(GateBudget budget, long window, GateJournal? journal, in SliceCounters from)
{
    private long _granted = from.Granted;
    private long _returned = from.Returned;
    private long _charged = from.Charged;
    private long _released = from.Released;
    private long _settled = from.Settled;
    private long _corrected = from.Corrected;
    private long _overdraft = from.Overdraft;

    public GateBudget Budget { get; } = budget;

    public long Window { get; } = window;

    /// <summary>What the journal says can have been spent; it is moved before more is. Null without a journal.</summary>
    public SpendCeiling? Ceiling { get; } = journal is null ? null : new SpendCeiling(journal);

    /// <summary>No right of this window is charged from then on.</summary>
    public TimeSpan ClosesAt { get; set; }

    /// <summary>The counters that the owner has confirmed.</summary>
    public SliceCounters Acknowledged { get; private set; } = from;

    /// <summary>The counters in the request that is under way.</summary>
    public SliceCounters Reported { get; private set; } = from;

    public long Free => _granted - _returned - _charged + _released;

    public long ChargedTotal => _charged;

    public long ReleasedTotal => _released;

    public SliceCounters Counters => new(_granted, _returned, _charged, _released, _settled, _corrected, _overdraft);

    /// <summary>True where nothing is open or free and the owner knows everything.</summary>
    public bool IsDrained => Counters is { Held: 0, Free: <= 0 } counters && counters == Acknowledged;

    public void Grant(long granted)
    {
        if (granted <= _granted)
            return;
        _granted = granted;
        Ceiling?.Lend(this, granted);
    }

    public void Return(long amount) => _returned += amount;

    public void Charge(long amount)
    {
        Ceiling?.Cover(this, _charged - _released + amount);
        _charged += amount;
    }

    /// <summary>A hold ends: <paramref name="actual"/> is spent, the rest of its bound is free again, an excess is charged on top.</summary>
    public void Settle(long bound, long actual)
    {
        Ceiling?.Cover(this, _charged - _released + actual - bound);
        _settled += actual;
        if (actual <= bound)
        {
            _released += bound - actual;
            return;
        }

        _charged += actual - bound;
        _overdraft += actual - bound;
    }

    /// <summary>The request was never sent: the whole bound is free again.</summary>
    public void Void(long bound)
    {
        Ceiling?.Cover(this, _charged - _released - bound);
        _released += bound;
    }

    /// <summary>A settlement after the deadline: what the expired hold was charged too much is free again, once.</summary>
    public void Correct(long bound, long actual)
    {
        Ceiling?.Cover(this, _charged - _released + actual - bound);
        if (actual <= bound)
        {
            _released += bound - actual;
            _corrected += bound - actual;
            return;
        }

        _charged += actual - bound;
        _overdraft += actual - bound;
        _settled += actual - bound;
    }

    public void MarkReported()
    {
        Reported = Counters;
        Ceiling?.Tell(Reported);
    }

    public void MarkAcknowledged() => Acknowledged = Reported;

    public void Unacknowledge() => Acknowledged = Reported = default;
}
