using System.Runtime.InteropServices;
using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>
/// One limit as its owner keeps it: what each gateway may have of it now, and what is not lent. A share is raised only by what
/// is certainly free, so what all gateways have together never exceeds the limit, however late a message comes.
/// </summary>
internal sealed partial class LimitBook
{
    private readonly List<RateLine> _lines = [];
    private readonly Dictionary<(Incarnation, Claim), RateLine> _byGateway = [];
    private readonly Allocation _allocation = new();
    private readonly RateBucket _rest = new();
    private readonly Dictionary<Claim, RateBucket> _draws = [];
    private RateShares _shares = RateShares.Equal;
    private RateLearning _learning;

    /// <summary>Some lack so much that even those must give who have only a little too much.</summary>
    private bool _takesLittle;
    private long _usable;
    private long _allowed;
    private long _allowedBurst;

    public LimitBook(LimitPlan plan, TimeSpan now)
    {
        Plan = plan;
        Replan(plan, _shares, plan.Amount, now);
    }

    public LimitPlan Plan { get; private set; }

    /// <summary>What may be lent now, by the hour or at once: less than the plan's amount where a provider allows less.</summary>
    public long Total { get; private set; }

    /// <summary>The same of the burst; 0 for concurrent requests.</summary>
    public long TotalBurst { get; private set; }

    /// <summary>What gateways may have now, at most.</summary>
    public long Lent => _lines.Sum(static line => line.InForce);

    public IReadOnlyList<RateLine> Lines => _lines;

    /// <summary>Somebody would get more, were it not that others have what they no longer should.</summary>
    public bool WantsBack { get; private set; }

    /// <summary>What only an owner lends that learns.</summary>
    private long SafeTotal => Plan.IsRate ? (long)((Int128)Total * RateRules.SafeShare / 1000) : 0;

    private long SafeBurst => (long)((Int128)TotalBurst * RateRules.SafeShare / 1000);

    private long LentBurst => _lines.Sum(static line => line.BurstInForce);

    /// <summary>Credited, and perhaps not used yet: it stays in the rest until then, for nobody else.</summary>
    private long Outstanding => _lines.Sum(static line => line.Outstanding);

    public bool IsSame(LimitPlan plan, RateShares shares, long amount) => ReferenceEquals(plan, Plan) && ReferenceEquals(shares, _shares) && amount == _usable;

    /// <summary>Puts the plan, its shares and what the provider allows in force. What is lent beyond it is called back.</summary>
    /// <param name="amount">Of the plan's amount: what may be lent.</param>
    public void Replan(LimitPlan plan, RateShares shares, long amount, TimeSpan now)
    {
        (Plan, _shares) = (plan, shares);
        var usable = _usable = Math.Min(amount, plan.Amount);
        Total = plan.IsRate ? usable * RateRules.MinutesPerHour : usable;
        TotalBurst = plan.IsRate ? Math.Max(usable > 0 ? 1 : 0, (long)((Int128)plan.Burst * usable / plan.Amount)) : 0;
        SetRest(now);
    }

    /// <summary>What has renewed while nobody used the limit.</summary>
    public void Start(TimeSpan unusedFor, TimeSpan now)
    {
        if (Plan.IsRate)
            _rest.Add((long)Int128.Min(_rest.Burst, (Int128)Total * unusedFor.Ticks / TimeSpan.TicksPerHour), now);
    }

    /// <summary>Takes what a gateway says of this limit; lines that it no longer names are given up.</summary>
    public void Hear(RateHolder holder, RateRequest request, bool isConfirmed, TimeSpan now)
    {
        var saved = 0L;
        foreach (var report in request.Lines)
        {
            if (report.Limit != Plan.Name)
                continue;
            var line = LineOf(holder, report);
            var heard = line.Hear(Meant(report), isConfirmed, now);
            Use(heard.Used, now);
            if (heard.Refunded > 0)
                GiveBack(line, Math.Min(heard.Refunded, TotalBurst), holder.AnsweredAt - report.RefundedAge, now);
            if (heard.Credit > 0 && _draws.TryGetValue(line.Claim, out var draw))
                draw.Add(heard.Credit, now);
            saved += heard.Saved;
        }

        if (isConfirmed)
        {
            foreach (var line in _lines)
            {
                if (line.Holder == holder && !Names(request, Plan.Name, line))
                    Use(line.Drop(), now);
            }
        }

        if (!Plan.IsRate)
            _allowed = Math.Max(_allowed, Lent);
        RemoveIdle();
        SetRest(now);
        _rest.Add(saved, now);
    }

    /// <summary>Takes over what the gateway was lent by an earlier owner.</summary>
    public void Learn(RateHolder holder, RateRequest request)
    {
        foreach (var report in request.Lines.Where(report => report.Limit == Plan.Name))
            LineOf(holder, report).Learn(Meant(report));
        _allowed = Math.Max(_allowed, Lent);
        _allowedBurst = Math.Max(_allowedBurst, LentBurst);
    }

    /// <summary>The gateway's lease has ended. What it had of concurrent requests may still be under way.</summary>
    public void Lapse(RateHolder holder, TimeSpan now)
    {
        foreach (var line in _lines.Where(line => line.Holder == holder))
            Use(line.Lapse(keepsAmount: !Plan.IsRate), now);
        RemoveIdle();
        SetRest(now);
    }

    /// <summary>The gateway has left; or it is gone, and what was under way there has ended by now, one way or the other.</summary>
    public void Forget(RateHolder holder, TimeSpan now)
    {
        foreach (var line in _lines.Where(line => line.Holder == holder))
            Use(line.Drop(), now);
        RemoveIdle();
        SetRest(now);
    }

    /// <summary>How much the owner knows of what its predecessors lent.</summary>
    public void SetLearning(RateLearning learning, TimeSpan now)
    {
        _learning = learning;
        SetRest(now);
    }

    /// <summary>Reckons every line's target.</summary>
    public void Reckon(TimeSpan now)
    {
        _allocation.Share(Total - SafeTotal, _lines, _shares, RateRules.SpreadShare, (int)now.TotalSeconds);
        var (missing, spared) = (0L, 0L);
        foreach (var line in _lines)
        {
            missing += Lacks(line, line.InForce) ? line.Target - line.InForce : 0;
            spared += line.InForce - line.Target > Tolerance(line.InForce) ? line.InForce - line.Target : 0;
        }

        WantsBack = spared > 0 && (missing > 0 || Lent > Total);
        _takesLittle = missing > spared + Math.Max(0, Total - SafeTotal - Lent);
        foreach (var claim in _draws.Keys.Where(claim => !_lines.Exists(line => line.Claim == claim)).ToList())
            _draws.Remove(claim);
    }

    /// <exception cref="InvariantViolationException">More is lent than ever was allowed since what is lent was lent.</exception>
    public void AssertInvariants()
    {
        _allowed = Math.Max(Total, Math.Min(_allowed, Lent));
        var burst = LentBurst + Outstanding;
        _allowedBurst = Math.Max(TotalBurst, Math.Min(_allowedBurst, burst));
        if (Lent > _allowed || burst > _allowedBurst)
            throw new InvariantViolationException($"{Plan.Name}: {Lent} and {burst} at once is lent of {_allowed} and {_allowedBurst}");
    }

    /// <summary>What the rest has for somebody else.</summary>
    private long Spare(TimeSpan now) => Math.Max(0, _rest.Level(now) - Outstanding);

    /// <summary>What was credited leaves the rest when it is known, or must be feared, to be used.</summary>
    private void Use(long units, TimeSpan now)
    {
        if (units > 0)
            _rest.Charge(Math.Min(units, _rest.Level(now)), now);
    }

    private void GiveBack(RateLine line, long units, TimeSpan admittedAt, TimeSpan now)
    {
        _rest.Refund(units, line.ChargedSince(admittedAt), now);
        if (_draws.TryGetValue(line.Claim, out var draw))
            draw.Add(units, now);
    }

    /// <summary>Of a rate nothing is in use, and concurrent requests have no burst, whatever a gateway says.</summary>
    private RateReport Meant(RateReport report) =>
        Plan.IsRate && report.InUse > 0 ? report with { InUse = 0 } : !Plan.IsRate && report.Burst > 0 ? report with { Burst = 0 } : report;

    private static bool Names(RateRequest request, string limit, RateLine line)
    {
        foreach (var report in request.Lines)
        {
            if (report.Limit == limit && report.Claim == line.Claim)
                return true;
        }

        return false;
    }

    private static bool Lacks(RateLine line, long amount) => line.Target - amount > (long)((Int128)line.Target * RateRules.LackLeast / 1000);

    private static long Tolerance(long amount) => (long)((Int128)amount * RateRules.LowerLeast / 1000);

    private RateLine LineOf(RateHolder holder, RateReport report)
    {
        ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_byGateway, (holder.Incarnation, report.Claim), out _);
        if (line is null)
            _lines.Add(line = new RateLine(holder, report));
        return line;
    }

    private void RemoveIdle()
    {
        for (var i = _lines.Count - 1; i >= 0; i--)
        {
            if (_lines[i] is { IsLive: false, Holder: var holder, Claim: var claim })
            {
                _byGateway.Remove((holder.Incarnation, claim));
                _lines.RemoveAt(i);
            }
        }
    }

    /// <summary>What is not lent renews with the owner; the safe share with one that learns, and with no other.</summary>
    private void SetRest(TimeSpan now)
    {
        if (!Plan.IsRate)
            return;
        var (rate, burst) = _learning switch
        {
            RateLearning.Over => (Total - SafeTotal - Lent, TotalBurst - SafeBurst - LentBurst),
            RateLearning.WithSafeShare => (SafeTotal, SafeBurst),
            _ => (0, 0),
        };
        _rest.Set(Math.Max(0, rate), Math.Max(0, burst), now);
    }
}
