using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>The state of a gateway incarnation in one scope's books.</summary>
public enum BorrowerState
{
    Active,

    /// <summary>Nothing is lent to it any more and no message of it counts, except as an alarm.</summary>
    Closed,
}

/// <summary>The durable books of one scope.</summary>
/// <param name="Version">Raised by every write; each write is conditional on the version and epoch that it was made from.</param>
/// <param name="Epoch">Raised by every new owner.</param>
/// <param name="Owner">The activation that wrote last: tells a late own write from somebody else's.</param>
/// <param name="Generation">Raised when an operator unfreezes the books after a rollback.</param>
/// <param name="Frozen">Why nothing is lent, or null.</param>
public sealed record BookRecord(
    ScopePath Scope,
    long Version,
    long Epoch,
    string Owner,
    long Generation,
    string? Frozen,
    IReadOnlyList<WindowRecord> Windows,
    IReadOnlyList<BorrowerRecord> Borrowers,
    IReadOnlyList<AccountRecord> Accounts)
{
    /// <summary>The adjustments of <see cref="Windows"/>.</summary>
    public IReadOnlyList<Adjustment> Adjustments { get; init; } = [];

    public static BookRecord Empty(ScopePath scope) => new(scope, 0, 0, "", 0, null, [], [], []);
}

/// <summary>One window of one budget. Version and epoch of the scope cover it.</summary>
public sealed record WindowRecord(string Budget, long Window, Instant Start, Instant End, long Cap, bool Open);

/// <summary>One incarnation. The row is a tombstone: it stays at least as long as any window it has an account in.</summary>
public sealed record BorrowerRecord(Incarnation Incarnation, long Seq, BorrowerState State);

/// <summary>What one incarnation was lent of one window.</summary>
public sealed record AccountRecord(Incarnation Incarnation, string Budget, long Window, SliceCounters Counters);

/// <summary>
/// One conditional write: the rows that changed, in absolute values. It lands only on <paramref name="FromVersion"/>,
/// <paramref name="FromEpoch"/> and <paramref name="FromOwner"/>, and, where it opens a window, only when the store's own clock has reached it.
/// </summary>
/// <param name="FromOwner">Who wrote that version: after a rollback the same version and epoch can come again with another content.</param>
/// <param name="OpensAt">The latest start of a window that this write opens; null where it opens none.</param>
/// <param name="Pruned">Windows whose rows are to be removed, by budget and key.</param>
/// <param name="Forgotten">Incarnations whose rows are to be removed: closed, and without an account in any window that is left.</param>
public sealed record BookWrite(
    ScopePath Scope,
    long FromVersion,
    long FromEpoch,
    string FromOwner,
    long Version,
    long Epoch,
    string Owner,
    long Generation,
    string? Frozen,
    Instant? OpensAt,
    IReadOnlyList<WindowRecord> Windows,
    IReadOnlyList<BorrowerRecord> Borrowers,
    IReadOnlyList<AccountRecord> Accounts,
    IReadOnlyList<(string Budget, long Window)> Pruned,
    IReadOnlyList<Incarnation> Forgotten)
{
    /// <summary>Adjustments that are new; they stay also where their window is pruned.</summary>
    public IReadOnlyList<Adjustment> Adjustments { get; init; } = [];

    /// <summary>Where the write is the first of a scope that a request makes: what it is made of, and how many there may be. Else null.</summary>
    public Making? MadeOf { get; init; }

    /// <summary>The scope goes, with all of its rows: nobody has used it for long.</summary>
    public bool Forgets { get; init; }
}

/// <summary>A scope that is made by its first request.</summary>
/// <param name="Pattern">As the operator wrote it.</param>
/// <param name="AtMost">Scopes of the pattern that the books may have; counted in the same transaction.</param>
public readonly record struct Making(string Pattern, int AtMost);

/// <summary>What a store says of a <see cref="BookWrite"/>.</summary>
public enum WriteOutcome
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>The row was not at the version and epoch that the write was made from.</summary>
    Conflict,

    /// <summary>The write opens a window that has not begun by the store's clock.</summary>
    TooEarly,

    /// <summary>The write makes a scope, and its pattern has made as many as it may.</summary>
    TooManyScopes,

    /// <summary>
    /// The write lends more than the cap and its adjustments allow. Owners do not write that: a store that reckons for itself has stopped
    /// a mistake, or a cap was raised and lowered again while the write was under way.
    /// </summary>
    BeyondCap,

    /// <summary>Nobody knows: it may have landed, or may land later.</summary>
    Unknown,
}
