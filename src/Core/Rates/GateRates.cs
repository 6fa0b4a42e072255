using System.Runtime.InteropServices;
using BudgetMesh.Capacity;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Rates;

/// <summary>
/// A gateway's side of renewable rights: its slices of the limits of scopes and of the capacity of deployments. The message that
/// keeps them is one of its own, for nothing in it waits for a disk. The caller serialises and tells the time.
/// </summary>
internal sealed class GateRates(Incarnation incarnation)
{
    private readonly Dictionary<RateOwnerId, GateRateOwner> _owners = [];
    private readonly Dictionary<(RateOwnerId, string Limit, Claim), GateLimit> _lines = [];
    private readonly AnswerTimer _timer = new();
    private bool _inFlight;
    private bool _leaving;
    private long _seq;
    private TimeSpan _sentAt;

    /// <summary>Something waits for an owner, or was lowered for others: ask now.</summary>
    public bool WantsSync { get; private set; }

    /// <summary>A message sent now and not answered for so long has failed.</summary>
    public TimeSpan SyncTimeout => _timer.Timeout;

    /// <summary>No owner counts on this gateway any more.</summary>
    public bool HasLeft => _leaving && _owners.Values.All(static owner => !owner.IsKnown || owner.HasLeft);

    /// <summary>The slices of a scope's limits, leaf first, root last.</summary>
    public GateLimit[] LimitsOf(ScopePlan scope) =>
        [.. scope.LimitLevels.Select(level => LineOf(RateOwnerId.Of(level.Scope), level.Limit, Claim.Own(level.Scope)))];

    /// <summary>The slices of a deployment's capacity on one claim's account.</summary>
    public GateCapacity CapacityOf(DeploymentPlan deployment, Claim claim)
    {
        var id = RateOwnerId.OfDeployment(deployment.Id);
        return new GateCapacity(OwnerOf(id), [.. deployment.Capacity.Select(limit => LineOf(id, limit, claim))]);
    }

    public GateRateOwner OwnerOf(RateOwnerId id)
    {
        ref var owner = ref CollectionsMarshal.GetValueRefOrAddDefault(_owners, id, out _);
        return owner ??= new GateRateOwner(id);
    }

    /// <summary>What a provider's answer says. Urgent is what the owner should hear at once.</summary>
    public void Observe(RateOwnerId id, in ProviderSignal signal, TimeSpan now)
    {
        var owner = OwnerOf(id);
        owner.Observe(signal, now);
        WantsSync |= owner.IsUrgent;
    }

    /// <summary>A scope that was made of a pattern is forgotten; what it was lent runs out.</summary>
    public void Forget(RateOwnerId id)
    {
        if (!_owners.Remove(id, out var owner))
            return;
        foreach (var line in owner.Lines)
            _lines.Remove((id, line.Plan.Name, line.Claim));
    }

    /// <summary>A request waits for the word of this limit's owner.</summary>
    public void Need(GateLimit limit, long units)
    {
        limit.Need(units);
        WantsSync = true;
    }

    public void ClearNeeds()
    {
        foreach (var line in _lines.Values)
            line.ClearNeeds();
    }

    /// <summary>Admits nothing more, and says good-bye to each owner of whose limits it occupies nothing any more.</summary>
    public void Leave() => (_leaving, WantsSync) = (true, true);

    /// <summary>When the next message is due by time alone; while one is under way that is not known.</summary>
    public TimeSpan NextSyncAt(TimeSpan now)
    {
        var next = TimeSpan.MaxValue;
        if (_inFlight)
            return next;
        foreach (var owner in _owners.Values)
        {
            if (_leaving ? owner is { IsKnown: true, HasLeft: false } : owner.IsKnown && (owner.IsUsed(now) || owner.IsIdle(now)))
                next = owner.RefreshAt < next ? owner.RefreshAt : next;
        }

        return next > now ? next : now;
    }

    /// <summary>Builds the requests to every owner where one is due; they are sent as one message. False where none is, or one is under way.</summary>
    public bool TryBuildSync(TimeSpan now, out IReadOnlyList<RateRequest> requests)
    {
        requests = [];
        if (_inFlight)
            return false;
        var wanted = WantsSync;
        WantsSync = false;
        var built = new List<RateRequest>();
        var lines = 0;
        foreach (var owner in Due(wanted, now))
        {
            lines += owner.Lines.Count;
            if (built.Count == Limits.OwnersPerRateMessageMax || (built.Count > 0 && lines > Limits.LinesPerRateMessageMax))
            {
                WantsSync = true;
                break;
            }

            built.Add(owner.Request(incarnation, ++_seq, _leaving ? !owner.IsOccupied : owner.IsIdle(now), now));
        }

        if (built.Count == 0)
            return false;
        (requests, _inFlight, _sentAt) = (built, true, now);
        return true;
    }

    /// <summary>Takes the answers to a message; those of an older one may come as well, or again.</summary>
    public void Apply(IReadOnlyList<RateAnswer> answers, TimeSpan sentAt, TimeSpan now)
    {
        foreach (var answer in answers)
        {
            if (!_owners.TryGetValue(answer.Owner, out var owner))
                continue;
            if (owner.Apply(answer, sentAt, now))
                (WantsSync, owner.IsToConfirm) = (true, true);
        }

        if (!_inFlight || sentAt != _sentAt)
            return;
        _timer.Answered(now - sentAt);
        End([.. answers.Select(static answer => answer.Owner)], now + RateRules.RefreshContended);
    }

    /// <summary>The message sent at <paramref name="sentAt"/> got no answer; it may have arrived all the same.</summary>
    public void SyncFailed(TimeSpan sentAt, TimeSpan now)
    {
        if (!_inFlight || sentAt != _sentAt)
            return;
        _timer.Lost(hasLease: _owners.Values.Any(owner => now < owner.LeaseEndsAt));
        End([], now);
    }

    /// <summary>The owner wants to hear from the gateways now.</summary>
    public void Recall(RateOwnerId id, TimeSpan now)
    {
        if (!_owners.TryGetValue(id, out var owner) || !owner.IsKnown)
            return;
        owner.Recall(now);
        WantsSync = true;
    }

    /// <inheritdoc cref="Recall"/>
    public void RecallAll(TimeSpan now)
    {
        foreach (var owner in _owners.Keys)
            Recall(owner, now);
    }

    private void End(HashSet<RateOwnerId> answered, TimeSpan askAgainAt)
    {
        _inFlight = false;
        foreach (var owner in _owners.Values.Where(static owner => owner.IsAsked))
        {
            owner.IsAsked = false;
            if (!answered.Contains(owner.Id))
                owner.Unanswered(askAgainAt);
        }
    }

    /// <summary>Those that have to be asked now, first those that have waited longest: there may be more than one message takes.</summary>
    private IOrderedEnumerable<GateRateOwner> Due(bool wanted, TimeSpan now) => _owners.Values
        .Where(owner => _leaving ? owner is { IsKnown: true, HasLeft: false } && (wanted || now >= owner.RefreshAt) : IsDue(owner, now))
        .OrderBy(static owner => owner.RefreshAt);

    private static bool IsDue(GateRateOwner owner, TimeSpan now) =>
        owner.IsToConfirm || owner.Lines.Exists(static line => line.IsWaitedFor) || owner.IsUrgent || (owner.IsKnown && now >= owner.RefreshAt && (owner.IsUsed(now) || owner.IsIdle(now)));

    private GateLimit LineOf(RateOwnerId id, LimitPlan plan, Claim claim)
    {
        ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, (id, plan.Name, claim), out _);
        if (line is not null && line.Plan.Unit == plan.Unit)
        {
            line.Replan(plan);
            return line;
        }

        var owner = OwnerOf(id);
        if (line is not null)
        {
            owner.Lines.Remove(line);
            line.Part();
        }

        var other = plan.IsRate ? owner.Lines.Find(other => other.Plan.Name == plan.Name && other.Plan.Unit == plan.Unit) : null;
        owner.Lines.Add(line = new GateLimit(owner, plan, claim));
        if (other is not null)
            line.Join(other);
        return line;
    }
}
