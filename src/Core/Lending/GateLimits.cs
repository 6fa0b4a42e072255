namespace BudgetMesh.Lending;

/// <summary>How large a gate's tables may grow.</summary>
public sealed record GateLimits
{
    /// <summary>Holds that may be open or expired at once. A gateway with more requests in flight than this needs a second gate.</summary>
    public int HoldsMax { get; init; } = 65_536;

    /// <summary>Receipts that may wait for the silo: some 200 bytes each. Nothing is spent that could not be recorded.</summary>
    public int ReceiptsMax { get; init; } = 16_384;

    /// <summary>Scopes made by their first request that may be known at once: those that are busy, and those whose owners have not answered. A kilobyte or two each.</summary>
    public int MadeScopesMax { get; init; } = 65_536;

    /// <summary>Budgets and windows, and as many scopes, that a journal has room for at once. What finds none is forfeited if the process is killed.</summary>
    public int JournalSlicesMax { get; init; } = 4_096;
}
