using BudgetMesh.Capacity;
using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>Renewable rights in a decision: the limits of the scopes on the way, and the capacity of the deployment.</summary>
public sealed partial class GateBook
{
    private readonly GateRates _rates;

    /// <summary>A message to the owners of limits is due at once.</summary>
    public bool WantsRateSync => _rates.WantsSync;

    /// <summary>When the next one is due by time alone.</summary>
    public TimeSpan NextRateSyncAt(TimeSpan now) => _rates.NextSyncAt(now);

    /// <summary>How long to wait for the answers to a message that is sent now: then it is lost. From what answers took so far.</summary>
    public TimeSpan RateSyncTimeout => _rates.SyncTimeout;

    /// <summary>Builds the requests to every owner of limits where one is due; they are sent as one message. False where none is due or one is under way.</summary>
    public bool TryBuildRateSync(TimeSpan now, out IReadOnlyList<RateRequest> requests)
    {
        SumRateNeeds(now);
        return _rates.TryBuildSync(now, out requests);
    }

    /// <summary>Takes the answers to such requests; those of older ones may come as well, or again.</summary>
    /// <param name="sentAt">When the answered message was sent: leases run from there.</param>
    public void Apply(IReadOnlyList<RateAnswer> answers, TimeSpan sentAt, TimeSpan now) => _rates.Apply(answers, sentAt, now);

    /// <summary>The message sent at <paramref name="sentAt"/> got no answer; it may have arrived all the same.</summary>
    public void RateSyncFailed(TimeSpan sentAt, TimeSpan now) => _rates.SyncFailed(sentAt, now);

    /// <summary>The owner of limits wants to hear from its borrowers now: others need what they have.</summary>
    public void Recall(RateOwnerId owner, TimeSpan now) => _rates.Recall(owner, now);

    /// <summary>What a provider's answer says of a deployment's capacity.</summary>
    public void Observe(DeploymentPlan deployment, in ProviderSignal signal, TimeSpan now) => _rates.Observe(RateOwnerId.OfDeployment(deployment.Id), signal, now);

    /// <summary>Whether the limits on the way and the capacity of a rung let the request through, and what does so worst.</summary>
    /// <param name="failed">Null where nothing does, and where it is the deployment's circuit.</param>
    private static LimitFit CheckLimits(GateScope scope, GateCapacity capacity, in Amounts bound, bool asks, TimeSpan now, out GateLimit? failed)
    {
        var worst = LimitFit.Fits;
        failed = null;
        foreach (var limit in scope.Limits)
            Check(limit, bound, asks, now, ref worst, ref failed);
        if (asks)
            capacity.Owner.Touch(now);
        if (capacity.Owner.IsClosed(now) && worst < LimitFit.Closed)
            (worst, failed) = (LimitFit.Closed, null);
        foreach (var line in capacity.Lines)
            Check(line, bound, asks, now, ref worst, ref failed);
        return worst;
    }

    private static void Check(GateLimit limit, in Amounts bound, bool asks, TimeSpan now, ref LimitFit worst, ref GateLimit? failed)
    {
        var units = bound.Of(limit.Plan.Unit);
        if (asks)
            limit.Ask(units, now);
        var fit = limit.Check(units, now);
        if (fit <= worst)
            return;
        (worst, failed) = (fit, limit);
    }

    private static void ChargeLimits(GateScope scope, GateCapacity capacity, in Amounts bound, TimeSpan now)
    {
        foreach (var limit in scope.Limits)
            limit.Charge(bound.Of(limit.Plan.Unit), now);
        foreach (var line in capacity.Lines)
            line.Charge(bound.Of(line.Plan.Unit), now);
        capacity.Owner.Send();
    }

    /// <summary>A hold is resolved: what runs at the same time is released, and what was not used of tokens is put back.</summary>
    /// <param name="actual">What the request took; for one that was never sent, nothing.</param>
    private static void GiveBack(Hold hold, in Amounts actual, TimeSpan now)
    {
        GiveBack(hold.Limits, hold, actual, now);
        GiveBack(hold.Capacity, hold, actual, now);
        hold.Limits = hold.Capacity = [];
    }

    private static void GiveBack(GateLimit[] limits, Hold hold, in Amounts actual, TimeSpan now)
    {
        foreach (var limit in limits)
        {
            var unit = limit.Plan.Unit;
            if (limit.Plan.IsRate)
                limit.GiveBack(hold.Bound.Of(unit), actual.Of(unit), hold.MadeAt, now);
            else
                limit.Release(hold.Bound.Of(unit));
        }
    }

    /// <summary>Whether a hold may grow by so much.</summary>
    private static bool LimitsFit(Hold hold, in Amounts more, TimeSpan now)
    {
        foreach (var limit in hold.Limits)
        {
            if (limit.Check(more.Of(limit.Plan.Unit), now) != LimitFit.Fits)
                return false;
        }

        foreach (var line in hold.Capacity)
        {
            if (line.Check(more.Of(line.Plan.Unit), now) != LimitFit.Fits)
                return false;
        }

        return true;
    }

    private static void ChargeLimits(Hold hold, in Amounts more, TimeSpan now)
    {
        foreach (var limit in hold.Limits)
            limit.Charge(more.Of(limit.Plan.Unit), now);
        foreach (var line in hold.Capacity)
            line.Charge(more.Of(line.Plan.Unit), now);
    }

    private static Reason ReasonOf(LimitFit fit, GateLimit? failed) => fit switch
    {
        LimitFit.Closed => Reason.DeploymentClosed,
        LimitFit.TooLarge => Reason.ExceedsLimit,
        LimitFit.Ask or LimitFit.Away => Reason.SiloUnreachable,
        _ when failed!.Owner.Id.Kind == RateOwnerKind.Scope => Reason.RateLimited,
        _ => Reason.CapacityShort,
    };

    private static TimeSpan RetryAfter(LimitFit fit, GateLimit? failed, GateCapacity capacity, in Amounts bound, TimeSpan now) => fit switch
    {
        LimitFit.Closed => capacity.Owner.OpensAt > now ? capacity.Owner.OpensAt - now : RateRules.RefreshSaturated,
        LimitFit.Ask or LimitFit.Away => LendingRules.RefreshNear,
        LimitFit.TooLarge => TimeSpan.MaxValue,
        _ => failed!.RetryAfter(bound.Of(failed.Plan.Unit), now),
    };

    /// <param name="limit">Null where the circuit is open.</param>
    private static Blocker Describe(GateLimit? limit, GateCapacity capacity, in Amounts bound, TimeSpan now) =>
        limit is null ? new Blocker(capacity.Owner.Circuit, 0, 0, 0) : new Blocker(limit.Identity, limit.Plan.Amount, bound.Of(limit.Plan.Unit), limit.Available(now));

    /// <summary>What requests that wait need of limits whose owners alone can tell.</summary>
    private void SumRateNeeds(TimeSpan now)
    {
        _rates.ClearNeeds();
        foreach (var pending in _pending)
        {
            if (!TryRoute(pending.Request, out var route, out _) || TargetOf(pending.Request, route, now, out var rung) is not { } bound)
                continue;
            foreach (var limit in route.Scope.Limits)
                Need(limit, bound, now);
            foreach (var line in route.Scope.CapacityOf(rung, pending.Request.Priority, _rates).Lines)
                Need(line, bound, now);
        }
    }

    private void Need(GateLimit limit, in Amounts bound, TimeSpan now)
    {
        var units = bound.Of(limit.Plan.Unit);
        if (limit.Check(units, now) == LimitFit.Ask)
            _rates.Need(limit, units);
    }
}
