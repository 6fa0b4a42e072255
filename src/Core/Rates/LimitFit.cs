namespace BudgetMesh.Rates;

/// <summary>How a need meets one limit at this gateway; worse ones are greater.</summary>
internal enum LimitFit
{
    /// <summary>The slice covers it.</summary>
    Fits,

    /// <summary>Only the owner can tell: wait for its answer.</summary>
    Ask,

    /// <summary>It will, after a while.</summary>
    Short,

    /// <summary>No silo answers, and the limit lets nothing through without.</summary>
    Away,

    /// <summary>The provider is not to be asked now: its circuit is open.</summary>
    Closed,

    /// <summary>It is more than the limit ever lets through at once.</summary>
    TooLarge,
}
