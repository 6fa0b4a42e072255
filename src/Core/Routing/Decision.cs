using BudgetMesh.Bounds;
using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>The answer to a <see cref="Request"/>: a value with a reason, never an exception.</summary>
public readonly record struct Decision
{
    /// <summary>How soon to ask again where holds of others end soon.</summary>
    private static readonly TimeSpan RetrySoon = TimeSpan.FromMilliseconds(200);

    /// <summary>A longer wait means that no time will do.</summary>
    private static readonly TimeSpan WaitMost = TimeSpan.FromDays(1);

    // Decisions are copied a lot: what follows from the rest is not stored, and neither is whether there is a blocker.
    private readonly Blocker _blocker;
    private readonly int _maxAffordable;
    private readonly long _batchBound;

    public Verdict Verdict { get; init; }

    public Reason Reason { get; init; }

    /// <summary>Settle or void the hold with it; default for a refusal.</summary>
    public HoldId Hold => IsAllowed ? new HoldId(HoldSlot, Number) : default;

    /// <summary>Where to send the request; null for a refusal.</summary>
    public DeploymentPlan? Deployment { get; init; }

    /// <summary>The output bound to send along: the provider must not answer with more.</summary>
    public TokenCount OutputBound { get; init; }

    /// <summary>Where <see cref="OutputBound"/> comes from.</summary>
    public OutputBoundBy OutputBoundBy { get; init; }

    /// <summary>The most that the request can cost; what is held. For a refusal, what its last rung would have needed.</summary>
    public Money Bound { get; init; }

    /// <summary>When to ask again, for a refusal that passes; null where only more money or a new window helps.</summary>
    public TimeSpan? RetryAfter => Reason switch
    {
        _ when IsAllowed => null,
        Reason.HoldsInFlight or Reason.TooManyHolds or Reason.ReceiptBacklog => RetrySoon,
        Reason.SiloUnreachable or Reason.ScopeFrozen or Reason.NotReady => LendingRules.RefreshNear,
        Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed => Wait,
        _ => null,
    };

    /// <summary>The budget, limit or open circuit that kept a better rung from being taken; null where none did.</summary>
    public Blocker? Blocker
    {
        get => _blocker.IsNone ? null : _blocker;
        init => _blocker = value.GetValueOrDefault();
    }

    /// <summary>The policy rule that said where to go, else the first that said where not to; null where none matched.</summary>
    public string? Rule { get; init; }

    /// <summary>
    /// For a refusal of a request that stated its own output bound: the largest bound that would fit, on the best rung where any
    /// does. Null where none does, and where it was no budget that refused.
    /// </summary>
    public TokenCount? MaxAffordable
    {
        get => _maxAffordable == 0 ? null : new TokenCount(_maxAffordable);
        init => _maxAffordable = (int)(value?.Value ?? 0);
    }

    /// <summary>Identifies the decision, with <see cref="Number"/>.</summary>
    public Incarnation Incarnation { get; init; }

    public long Number { get; init; }

    /// <summary>The decision's identity as text. Allocates.</summary>
    public string Id => $"{Incarnation}-{Number}";

    /// <summary>The name by which others find the hold at its gate; of a refusal too, where there is none. Allocates.</summary>
    public string HoldName => $"{Id}.{HoldSlot}";

    /// <summary>
    /// For a request that is deferred: what it would cost at most at the provider's price for work that may wait; null where the price
    /// book has none.
    /// </summary>
    public Money? BatchBound
    {
        get => _batchBound == 0 ? null : new Money(_batchBound);
        init => _batchBound = value?.NanoUsd ?? 0;
    }

    /// <summary>Until the limit that was short has room.</summary>
    internal TimeSpan Wait { get; init; }

    /// <summary><see cref="Wait"/> as a receipt says it: rounded up to milliseconds, zero where nobody can say.</summary>
    internal TimeSpan LimitWait =>
        !IsAllowed && Reason is Reason.RateLimited or Reason.CapacityShort or Reason.DeploymentClosed && Wait <= WaitMost ? TimeSpan.FromMilliseconds(Math.Ceiling(Wait.TotalMilliseconds)) : TimeSpan.Zero;

    internal int HoldSlot { get; init; }

    public bool IsAllowed => Verdict is Verdict.Allow or Verdict.Downgrade;
}

/// <summary>Which budget, limit or open circuit stood in the way, and by how much, in its unit; of a circuit there is no amount.</summary>
/// <param name="Budget">Null for a limit.</param>
/// <param name="Limit">Null for a budget.</param>
/// <param name="Cap">Of a limit: its amount.</param>
/// <param name="Needed">What the better rung needed.</param>
/// <param name="Headroom">cap − spent, as the owner last said; of a limit, what this gateway had room for.</param>
/// <param name="Held">What is not spent but occupied by holds and by other gateways' slices.</param>
public readonly record struct Blocker(BudgetPlan? Budget, LimitOf? Limit, long Cap, long Spent, long Needed, long Headroom, long Held)
{
    public Blocker(BudgetPlan budget, long cap, long spent, long needed, long headroom, long held)
        : this(budget, null, cap, spent, needed, headroom, held)
    {
    }

    public Blocker(LimitOf limit, long amount, long needed, long room)
        : this(null, limit, amount, 0, needed, room, 0)
    {
    }

    internal bool IsNone => Budget is null && Limit is null;

    /// <summary>The scope or deployment that it belongs to.</summary>
    public string Owner => Budget?.Scope.Value ?? Limit?.Owner.Name ?? "";

    /// <summary>The name of the budget or limit; <see cref="LimitOf.Circuit"/> for a deployment's circuit.</summary>
    public string Name => Budget?.Name ?? Limit?.Name ?? "";

    /// <summary>As <c>acme/search:month</c>.</summary>
    public override string ToString() => $"{Owner}:{Name}";
}
