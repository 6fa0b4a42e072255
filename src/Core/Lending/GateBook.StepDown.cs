using System.Runtime.CompilerServices;
using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>What to do where a rung does not fit: wait for an owner's answer, or go one rung down.</summary>
public sealed partial class GateBook
{
    /// <summary>The budget that a request has to wait for; null where it is the owner of a limit.</summary>
    private GateBudget? _shortOf;

    /// <summary>Whether a request may wait for rights.</summary>
    private enum Wait
    {
        /// <summary>It has not waited yet.</summary>
        New,

        Waiting,

        /// <summary>It is decided now, with what is here.</summary>
        Over,
    }

    /// <summary>Where to, from a rung that does not fit.</summary>
    private enum Step
    {
        /// <summary>To the next rung.</summary>
        Down,

        /// <summary>To the owner, with <see cref="_shortOf"/>: nothing is decided yet.</summary>
        Ask,

        /// <summary>To the refusal: no other rung is tried.</summary>
        End,
    }

    /// <summary>A limit has no room, whatever its owner would say: of that and a budget whose owner was not heard in time, it is what stood in the way.</summary>
    private static bool IsCertain(LimitFit fit) => fit is LimitFit.Short or LimitFit.Closed or LimitFit.TooLarge;

    /// <summary>A limit on the way, or the deployment's capacity, has no room.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // most requests fit: they shall not pay for what this needs of the stack
    private Step StepDown(
        in Request request, GateCapacity capacity, in Amounts bound, LimitFit fit, GateLimit? failed, Wait wait, TimeSpan now, ref Reason reason, ref Shortage shortage)
    {
        if (fit == LimitFit.Ask && wait != Wait.Over)
        {
            _shortOf = null;
            return Step.Ask;
        }

        failed?.Refuse();
        var before = reason;
        reason = Worse(reason, ReasonOf(fit, failed));
        shortage = shortage.With(Describe(failed, capacity, bound, now), reason != before, RetryAfter(fit, failed, capacity, bound, now));
        return request.IsDeferrable && fit != LimitFit.TooLarge ? Step.End : Step.Down;
    }

    /// <summary>A budget has no room.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // as above
    private Step StepDown(in Amounts bound, Fit fit, GateBudget failed, Wait wait, TimeSpan now, ref Reason reason, ref Shortage shortage)
    {
        var isAway = fit == Fit.Short && IsAway(failed, now);
        if (fit == Fit.Short && !isAway && MayWait(wait, failed, bound, now))
        {
            _shortOf = failed;
            return Step.Ask;
        }

        if (fit != Fit.Exceeds && !failed.IsTurnedAway(now))
            WantsSync |= failed.LookAgain(bound.Of(failed.Unit));
        var before = reason;
        reason = Worse(reason, ReasonOf(fit, failed, now));
        shortage = shortage.With(Describe(failed, bound.Of(failed.Unit)), reason != before, TimeSpan.MaxValue);
        return isAway && _plan!.Mesh.Defaults.WhenSiloAway[0] == AwayAction.Deny ? Step.End : Step.Down;
    }

    /// <summary>A new request waits only where what can be reached covers those who wait already and itself.</summary>
    private static bool MayWait(Wait wait, GateBudget budget, in Amounts bound, TimeSpan now) =>
        wait == Wait.Waiting || (wait == Wait.New && budget.HasRoomInQueue(bound.Of(budget.Unit), now));

    private static bool IsAway(GateBudget budget, TimeSpan now) => budget.Current is not null && now >= budget.StaleAt;

    /// <summary>What passes by itself is worth a retry: it is the reason even where a later rung is ruled out for good.</summary>
    private static Reason Worse(Reason reason, Reason next) => reason is
        Reason.HoldsInFlight or Reason.SiloUnreachable or Reason.ScopeFrozen or Reason.TooManyScopes or Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed
        ? reason
        : next;

    private static Reason ReasonOf(Fit fit, GateBudget failed, TimeSpan now) => fit switch
    {
        Fit.Exceeds => Reason.BudgetExceeded,
        _ when failed.IsTurnedAway(now) => Reason.TooManyScopes,
        _ when failed.Mode == LendingMode.Deny => Reason.ScopeFrozen,
        Fit.Short when failed.Current is null || now >= failed.StaleAt || now >= failed.Current.ClosesAt => Reason.SiloUnreachable,
        _ => Reason.HoldsInFlight,
    };

    private static Blocker Describe(GateBudget budget, long needed)
    {
        var free = budget.Current?.Free ?? 0;
        return new Blocker(budget.Plan, budget.Cap, budget.Spent, needed, budget.Headroom, Math.Max(0, budget.Headroom - budget.Reachable - free));
    }

    /// <summary>What kept better rungs from being taken.</summary>
    /// <param name="Blocker">The first of it that gave the reason.</param>
    /// <param name="RetryAfter">When the soonest of it may have passed; zero for nothing.</param>
    private readonly record struct Shortage(Blocker? Blocker, TimeSpan RetryAfter)
    {
        public Shortage With(in Blocker? next, bool isReason, TimeSpan retryAfter) =>
            new(isReason ? next : Blocker ?? next, RetryAfter == TimeSpan.Zero ? retryAfter : Min(RetryAfter, retryAfter));
    }
}
