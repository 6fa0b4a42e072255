using BudgetMesh.Budgets;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>What a reason is to programs: status, type and code as OpenAI's own errors have them, and whether it passes by itself.</summary>
/// <param name="Status">Null for the status that whoever asks has for what is spent.</param>
internal readonly record struct RefusalForm(int? Status, string Type, string Code, bool IsRetryable)
{
    private const string NoQuota = "insufficient_quota", Invalid = "invalid_request_error", Forbidden = "permission_error", Unavailable = "server_error";

    public static RefusalForm Of(in Decision decision) => decision.Reason switch
    {
        Reason.BudgetExceeded => new(null, NoQuota, $"{Level(decision.Blocker)}_budget_exceeded", false),
        Reason.TooManyScopes => new(null, NoQuota, "too_many_scopes", false),
        Reason.ExceedsLimit => new(null, Counted(decision.Blocker), "exceeds_limit", false),
        Reason.RateLimited => new(429, Counted(decision.Blocker), "rate_limit_exceeded", true),
        Reason.CapacityShort => new(429, Counted(decision.Blocker), "capacity_short", true),
        Reason.HoldsInFlight => new(429, "requests", "holds_in_flight", true),
        Reason.TooManyHolds => new(429, "requests", "too_many_holds", true),
        Reason.ReceiptBacklog => new(503, Unavailable, "receipt_backlog", true),
        Reason.DeploymentClosed => new(503, Unavailable, "deployment_closed", true),
        Reason.SiloUnreachable => new(503, Unavailable, "silo_unreachable", true),
        Reason.ScopeFrozen => new(503, Unavailable, "scope_frozen", true),
        Reason.NotReady => new(503, Unavailable, "not_ready", true),
        Reason.UnknownScope => new(403, Forbidden, "unknown_scope", false),
        Reason.RuledOut => new(403, Forbidden, "ruled_out", false),
        Reason.ContextTooLong => new(400, Invalid, "context_length_exceeded", false),
        Reason.UnknownLadder => new(400, Invalid, "unknown_ladder", false),
        Reason.InvalidRequest => new(400, Invalid, "invalid_request", false),
        Reason.Fits or Reason.Threshold or Reason.Paced => throw new ArgumentException($"a decision with the reason {decision.Reason} is no refusal", nameof(decision)),
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Reason, "not a reason"),
    };

    /// <summary>Whose budget it is: the words of the tree's first two levels, and one for all below.</summary>
    private static string Level(Blocker? blocker) => blocker?.Budget?.Scope.Depth switch
    {
        1 => "tenant",
        2 => "team",
        _ => "scope",
    };

    /// <summary>OpenAI's types of rate limits say what was counted.</summary>
    private static string Counted(Blocker? blocker) => blocker switch
    {
        { Limit.Plan.Unit: LimitUnit.Requests or LimitUnit.Concurrent } => "requests",
        { Budget.Unit: BudgetUnit.Requests } => "requests",
        _ => "tokens",
    };
}
