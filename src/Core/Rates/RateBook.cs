using BudgetMesh.Capacity;
using BudgetMesh.Lending;

namespace BudgetMesh.Rates;

/// <summary>
/// The owner's side of renewable rights as a state machine: the limits of one scope, or the capacity of one deployment. Nothing of
/// it is durable: what is lent ends by itself, and a new owner learns what there is from those who have it. The caller
/// serialises, tells the time (monotonic, from any origin) and carries the messages.
/// </summary>
public sealed partial class RateBook
{
    private readonly Dictionary<string, LimitBook> _limits = new(StringComparer.Ordinal);
    private readonly Dictionary<Incarnation, RateHolder> _holders = [];
    private readonly TimeSpan _takenAt;
    private readonly bool _mayUseSafeShare;
    private DeploymentHealth? _health;
    private RatePlan _plan = RatePlan.None;
    private TimeSpan _lendsUntil = TimeSpan.MinValue;
    private TimeSpan _reckonedAt;
    private TimeSpan _probeAt = TimeSpan.MinValue;
    private TimeSpan _recallAt = TimeSpan.MinValue;

    /// <param name="epoch">Above that of every owner before this one.</param>
    /// <param name="isFirst">There was none before, so there is nothing to learn, and nothing was admitted: its first limits begin full.</param>
    /// <param name="hadLearned">The owner before had learned all: it cannot have lent the safe share.</param>
    /// <param name="now">When the epoch was taken, or later. It lends nothing before the first <see cref="Confirm"/>.</param>
    public RateBook(RateOwnerId owner, long epoch, bool isFirst, bool hadLearned, TimeSpan now)
    {
        (Owner, Epoch, _takenAt, _mayUseSafeShare) = (owner, epoch, now, hadLearned);
        IsLearning = !isFirst;
    }

    public RateOwnerId Owner { get; }

    public long Epoch { get; }

    /// <summary>What its predecessors lent may not have ended, and is not known.</summary>
    public bool IsLearning { get; private set; }

    /// <summary>Nobody has anything of it, or asks for anything.</summary>
    public bool IsIdle => _holders.Count == 0;

    /// <summary>For so long nothing of a new limit was admitted: nothing ever, or nothing since the last lease ended.</summary>
    private TimeSpan SavedUp => Epoch == 1 && ReferenceEquals(_plan, RatePlan.None) ? TimeSpan.MaxValue : RateRules.Lease;

    private RateLearning Learning => !IsLearning ? RateLearning.Over : _mayUseSafeShare ? RateLearning.WithSafeShare : RateLearning.WithoutSafeShare;

    /// <summary>No other has taken this owner's place at <paramref name="knownAt"/>: it may lend for a while after that.</summary>
    /// <param name="knownAt">When the store was asked, or, of the first, when the epoch began to be written: not when the answer came.</param>
    public void Confirm(TimeSpan knownAt) => _lendsUntil = Max(_lendsUntil, knownAt + RateRules.Fence);

    /// <summary>Puts limits and shares in force. What is lent beyond them is called back.</summary>
    public void Replan(RatePlan plan, TimeSpan now)
    {
        if (Owner.Kind == RateOwnerKind.Deployment)
        {
            _health ??= new DeploymentHealth(plan.Limits, now);
            _health.Configure(plan.Limits, now);
        }

        foreach (var gone in _limits.Keys.Except(plan.Limits.Select(static limit => limit.Name), StringComparer.Ordinal).ToList())
            Remove(gone, now);
        foreach (var limit in plan.Limits)
        {
            if (_limits.TryGetValue(limit.Name, out var book) && book.Plan.Unit == limit.Unit)
                continue;
            if (book is null && TryBringBack(limit))
                continue;
            _limits[limit.Name] = book = new LimitBook(limit, now);
            book.SetLearning(Learning, now);
            if (!IsLearning)
                book.Start(SavedUp, now);
        }

        _plan = plan;
        ReplanAll(now);
        Reckon(now);
    }

    /// <summary>
    /// Takes one gateway's request and answers with its terms. Null for a copy, and where this owner does not know that it is one
    /// still: the gateway asks again.
    /// </summary>
    public RateAnswer? Receive(RateRequest request, TimeSpan now)
    {
        var holder = _holders.GetValueOrDefault(request.Incarnation) ?? new RateHolder(request.Incarnation);
        if (now >= _lendsUntil || request.Seq <= holder.Seq || !request.IsSound)
            return null;
        Elapse(now);
        if (request.Provider is { } provider)
            Hear(provider, now);
        if (request.Leaving)
            return Leave(holder, request, now);
        var isNew = _holders.TryAdd(request.Incarnation, holder);
        if (isNew && IsLearning && request.AppliedEpoch > 0 && request.AppliedEpoch < Epoch && OutlivesFence(request, now))
        {
            foreach (var limit in InUse)
                limit.Learn(holder, request);
        }

        var isConfirmed = request.AppliedEpoch == Epoch && request.AppliedSeq == holder.Seq;
        foreach (var limit in InUse)
            limit.Hear(holder, request, isConfirmed, now);
        if (now - _reckonedAt >= RateRules.Reckon || request.Lines.Any(static line => line.IsNew || line.Demand.Waiting > 0))
            Reckon(now);
        var answer = Answer(holder, request, now);
        holder.Answer(request.Seq, now);
        AssertInvariants();
        return answer;
    }

    /// <summary>Every gateway should ask now: some have what others should get. At most once in <see cref="RateRules.RecallInterval"/>.</summary>
    public bool TakeRecall(TimeSpan now)
    {
        if (now < _recallAt || !_limits.Values.Any(static limit => limit.WantsBack))
            return false;
        _recallAt = now + RateRules.RecallInterval;
        return true;
    }

    /// <summary>What time alone brings about: leases end, learning ends, a provider is believed again.</summary>
    public void Elapse(TimeSpan now)
    {
        foreach (var holder in _holders.Values.Where(holder => holder.HasLease && now >= holder.LeaseEndsAt).ToList())
        {
            holder.Lapse();
            foreach (var limit in InUse)
                limit.Lapse(holder, now);
        }

        foreach (var holder in _holders.Values.Where(holder => !holder.HasLease && now >= holder.LeaseEndsAt + _plan.LongestRequest).ToList())
            Forget(holder, now);
        ForgetRemoved(now);
        if (IsLearning && now - _takenAt >= RateRules.Learning)
            EndLearning(now);
        if (_health is not null)
            ReplanAll(now);
    }

    /// <exception cref="InvariantViolationException">The book contradicts itself.</exception>
    public void AssertInvariants()
    {
        foreach (var limit in _limits.Values)
            limit.AssertInvariants();
    }

    private RateAnswer Leave(RateHolder holder, RateRequest request, TimeSpan now)
    {
        Forget(holder, now);
        return new RateAnswer(Owner, Epoch, request.Seq, TimeSpan.Zero, RateRules.Refresh, []);
    }

    private void Forget(RateHolder holder, TimeSpan now)
    {
        _holders.Remove(holder.Incarnation);
        foreach (var limit in InUse)
            limit.Forget(holder, now);
    }

    /// <summary>
    /// What the gateway has lasts longer than any owner before this one may lend: so none of them has lent it to another, or will.
    /// </summary>
    private bool OutlivesFence(RateRequest request, TimeSpan now) => now - _takenAt + request.LeaseLeft > RateRules.Fence + RateRules.LeaseMargin;

    private void EndLearning(TimeSpan now)
    {
        IsLearning = false;
        foreach (var limit in InUse)
            limit.SetLearning(RateLearning.Over, now);
        Reckon(now);
    }

    private void Hear(ProviderReport report, TimeSpan now)
    {
        _health?.Observe(report, now);
        ReplanAll(now);
        Reckon(now);
    }

    /// <summary>What may be lent of each limit: as the plan says, and as the provider does.</summary>
    private void ReplanAll(TimeSpan now)
    {
        foreach (var limit in _plan.Limits)
        {
            var (book, shares, amount) = (_limits[limit.Name], _plan.SharesOf(limit.Name), _health?.Effective(limit, now) ?? limit.Amount);
            if (!book.IsSame(limit, shares, amount))
                book.Replan(limit, shares, amount, now);
        }
    }

    private void Reckon(TimeSpan now)
    {
        _reckonedAt = now;
        foreach (var limit in _limits.Values)
            limit.Reckon(now);
    }

    private RateAnswer Answer(RateHolder holder, RateRequest request, TimeSpan now)
    {
        var terms = new List<RateTerms>(request.Lines.Count);
        var refreshAfter = RateRules.Refresh;
        foreach (var report in request.Lines)
        {
            if (!_limits.TryGetValue(report.Limit, out var limit))
                continue;
            terms.Add(limit.Tell(holder, report, now));
            refreshAfter = Min(refreshAfter, limit.RefreshAfter(holder, report.Claim));
        }

        var (closedFor, probes) = CircuitFor(now);
        if (closedFor > TimeSpan.Zero)
            refreshAfter = Min(refreshAfter, closedFor);
        return new RateAnswer(Owner, Epoch, request.Seq, RateRules.Lease, Min(RateRules.Refresh, refreshAfter + TimeSpan.FromMilliseconds((_holders.Count - 1) * RateRules.RefreshPerGatewayMs)), terms)
        {
            ClosedFor = closedFor,
            Probes = probes,
        };
    }

    /// <summary>Of an open circuit everybody keeps away; of one that is tried, one gateway at a time sends a request.</summary>
    private (TimeSpan ClosedFor, int? Probes) CircuitFor(TimeSpan now)
    {
        if (_health is null)
            return (TimeSpan.Zero, null);
        var circuit = _health.Circuit(now);
        switch (circuit.Kind)
        {
            case CircuitKind.Open:
                return (circuit.Until - now, null);
            case CircuitKind.HalfOpen when now >= _probeAt:
                _probeAt = now + TimeSpan.FromSeconds(1) / circuit.ProbesPerSecond;
                return (TimeSpan.Zero, 1);
            case CircuitKind.HalfOpen:
                return (RateRules.RefreshSaturated, null);
            default:
                return (TimeSpan.Zero, null);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
