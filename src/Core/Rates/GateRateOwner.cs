using BudgetMesh.Capacity;
using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>What a gateway remembers of one owner of limits.</summary>
internal sealed class GateRateOwner(RateOwnerId id)
{
    private readonly ProviderMeter _provider = new();
    private (long Epoch, long Seq) _applied;
    private long _lastSeq;
    private int _unanswered;
    private int? _probes;
    private bool _isRecalled;
    private bool _isOpen;
    private TimeSpan _opensAt = TimeSpan.MinValue;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;
    private TimeSpan _usedAt = TimeSpan.MinValue;

    public RateOwnerId Id { get; } = id;

    /// <summary>What stands in the way while <see cref="IsClosed"/>.</summary>
    public LimitOf Circuit { get; } = new(id, null);

    public List<GateLimit> Lines { get; } = [];

    /// <summary>Until then its slices may be used.</summary>
    public TimeSpan LeaseEndsAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>When to ask again by time alone.</summary>
    public TimeSpan RefreshAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>The last request had a question to it that was not answered.</summary>
    public bool IsAsked { get; set; }

    /// <summary>It lowered something, and others wait for this gateway to say that it knows.</summary>
    public bool IsToConfirm { get; set; }

    public bool HasLeft { get; private set; }

    /// <summary>The provider refuses or fails: its owner should know at once.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Anything was asked of it.</summary>
    public bool IsKnown => _lastSeq > 0;

    /// <summary>Requests use it, or somebody did a moment ago.</summary>
    public bool IsUsed(TimeSpan now) =>
        (_isOpen && IsLate(_usedAt, now)) || Lines.Exists(line => line.IsWaitedFor || line.InUse > 0 || IsLate(line.UsedAt, now));

    /// <summary>Concurrent requests are under way.</summary>
    public bool IsOccupied => Lines.Exists(static line => line.InUse > 0);

    /// <summary>No silo answers: <see cref="RateRules.AwayAfter"/> messages in a row got no answer.</summary>
    public bool IsAway => _unanswered >= RateRules.AwayAfter;

    /// <summary>The provider is not to be asked now: its circuit is open until the owner says otherwise, or it has asked to be left alone for a moment.</summary>
    public bool IsClosed(TimeSpan now) => _isOpen || now < _pausedUntil || _probes == 0;

    /// <summary>When it may be worth to look again.</summary>
    public TimeSpan OpensAt => _opensAt > _pausedUntil ? _opensAt : _pausedUntil;

    /// <summary>A request would go there.</summary>
    public void Touch(TimeSpan now) => _usedAt = now;

    /// <summary>What the provider's answer to a request says. Where it asks to be left alone, it is, for a moment: then the owner will have spoken.</summary>
    public void Observe(in ProviderSignal signal, TimeSpan now)
    {
        _provider.Observe(signal);
        IsUrgent |= signal.Outcome != ProviderOutcome.Served;
        if (signal.Outcome is not (ProviderOutcome.RateLimited or ProviderOutcome.Overloaded))
            return;
        var asked = signal.RetryAfter ?? RateRules.RefreshContended;
        var until = now + (asked < RateRules.PauseMost ? asked : RateRules.PauseMost);
        _pausedUntil = until > _pausedUntil ? until : _pausedUntil;
    }

    /// <summary>A request goes there.</summary>
    public void Send()
    {
        if (_probes > 0)
            _probes--;
    }

    /// <summary>It has something of the owner that nobody uses: to be given back before it ends.</summary>
    public bool IsIdle(TimeSpan now) => Lines.Count > 0 && now < LeaseEndsAt && !IsUrgent && !IsUsed(now);

    /// <summary>The owner wants to hear from its borrowers: now, and where an answer is on its way, again after that, for it may be from before.</summary>
    public void Recall(TimeSpan now)
    {
        LookAgain(now);
        _isRecalled = IsAsked;
    }

    public void LookAgain(TimeSpan at) => RefreshAt = at < RefreshAt ? at : RefreshAt;

    public RateRequest Request(Incarnation incarnation, long seq, bool leaving, TimeSpan now)
    {
        _lastSeq = seq;
        if (leaving)
            LeaseEndsAt = now; // before it is said
        (IsAsked, IsToConfirm, IsUrgent, _isRecalled) = (true, false, false, false);
        return new RateRequest(
            Id, incarnation, seq, _applied.Epoch, _applied.Seq, now < LeaseEndsAt ? LeaseEndsAt - now : TimeSpan.Zero, leaving, leaving ? [] : Report(seq, now))
        {
            Provider = _provider.IsEmpty ? null : _provider.Take(),
        };
    }

    /// <summary>Of the lines that are used; others are given up first.</summary>
    private List<RateReport> Report(long seq, TimeSpan now)
    {
        var reports = new List<RateReport>(Lines.Count);
        foreach (var line in Lines)
        {
            if (line.IsWaitedFor || line.InUse > 0 || IsLate(line.UsedAt, now))
                reports.Add(line.Report(seq, now));
            else
                line.GiveUp(now);
        }

        return reports;
    }

    /// <summary>
    /// Puts an answer in force. None but those to the last request: with that this gateway has said what it has, and the owner may
    /// have lent the rest to others. True where something was lowered that others wait for.
    /// </summary>
    public bool Apply(RateAnswer answer, TimeSpan sentAt, TimeSpan now)
    {
        _unanswered = 0;
        if ((answer.Epoch, answer.Seq).CompareTo(_applied) <= 0 || answer.Seq < _lastSeq)
            return false;
        _applied = (answer.Epoch, answer.Seq);
        var hadLease = now < LeaseEndsAt;
        HasLeft = answer.Lease == TimeSpan.Zero;
        LeaseEndsAt = sentAt + answer.Lease;
        RefreshAt = _isRecalled ? now : now + answer.RefreshAfter;
        _probes = answer.Probes;
        _isOpen = answer.ClosedFor > TimeSpan.Zero;
        _opensAt = now + answer.ClosedFor;
        var isLowered = false;
        foreach (var line in Lines)
        {
            foreach (var terms in answer.Lines)
            {
                if (terms.Limit == line.Plan.Name && terms.Claim == line.Claim)
                    isLowered |= line.Apply(terms, answer.Seq, hadLease, now);
            }
        }

        return isLowered;
    }

    /// <summary>The last request got no answer.</summary>
    public void Unanswered(TimeSpan askAgainAt)
    {
        _unanswered++;
        RefreshAt = askAgainAt;
    }

    private static bool IsLate(TimeSpan usedAt, TimeSpan now) => usedAt > now - RateRules.IdleAfter;
}
