namespace BudgetMesh.Routing;

/// <summary>Why a decision came out as it did. The metric tag and the word on the receipt.</summary>
public enum Reason
{
    /// <summary>The first rung fits every budget.</summary>
    Fits,

    /// <summary>A budget is used beyond a threshold of the ladder, which therefore starts lower.</summary>
    Threshold,

    /// <summary>Spend is ahead of a window's course, so the ladder starts lower for requests of this priority.</summary>
    Paced,

    /// <summary>The bound is more than a budget has left; nothing but more money or a new window changes that.</summary>
    BudgetExceeded,

    /// <summary>A budget has enough left, but open holds occupy it; retry soon.</summary>
    HoldsInFlight,

    /// <summary>The slice is used up and the owner has not answered in time; retry soon.</summary>
    SiloUnreachable,

    /// <summary>The books of a scope are frozen until an operator has looked at them: the store was rolled back.</summary>
    ScopeFrozen,

    /// <summary>The request's scope lies under no scope of the mesh.</summary>
    UnknownScope,

    /// <summary>The request names a ladder that the mesh does not have.</summary>
    UnknownLadder,

    /// <summary>The request's counts cannot be right: negative or absurd.</summary>
    InvalidRequest,

    /// <summary>The gate has no plan yet, or is closing.</summary>
    NotReady,

    /// <summary>The gate has as many holds open, or scopes of patterns in use, as it can list; retry soon.</summary>
    TooManyHolds,

    /// <summary>As many receipts wait for the silo as the gate can keep; nothing is spent without one. Retry soon.</summary>
    ReceiptBacklog,

    /// <summary>Policies, with what the caller can reach, leave no rung of the ladder.</summary>
    RuledOut,

    /// <summary>Input and output bound together are more than the model's context window holds.</summary>
    ContextTooLong,

    /// <summary>The request would make a scope, and its pattern has made as many as it may: raise its <c>at_most</c>, or wait until unused ones are forgotten.</summary>
    TooManyScopes,

    /// <summary>A limit of a scope lets no more through now; retry soon.</summary>
    RateLimited,

    /// <summary>The deployment's capacity is used up, or belongs to others now; retry soon.</summary>
    CapacityShort,

    /// <summary>The deployment does not answer as it should, and is left alone for a while.</summary>
    DeploymentClosed,

    /// <summary>The request is more than a limit's burst ever lets through at once.</summary>
    ExceedsLimit,
}
