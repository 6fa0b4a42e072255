namespace BudgetMesh.Lending;

public enum LendingAlarmKind
{
    /// <summary>A gateway has seen a later state of the books than the store has: the store was rolled back. The scope is frozen.</summary>
    StoreRolledBack,

    /// <summary>An incarnation that left or was retired still speaks.</summary>
    ClosedIncarnationSpoke,

    /// <summary>A gateway's last word came from an old copy of its journal: nothing was taken back on it.</summary>
    JournalStale,

    /// <summary>Gateways that died or were retired have taken more of a window with them than is usual.</summary>
    Forfeited,

    /// <summary>Counters that cannot be right; nothing was taken from them.</summary>
    Contradiction,

    /// <summary>A provider billed more than the bound it was sent.</summary>
    Overdraft,

    /// <summary>The store's clock says that a window has not begun; the owner's clock runs ahead.</summary>
    ClockAhead,

    /// <summary>The store reckoned that a write lends more than the cap: nothing was lent. Again and again, it is a mistake of this program.</summary>
    GrantRefused,
}

/// <summary>Something that an operator should know.</summary>
public sealed record LendingAlarm(LendingAlarmKind Kind, ScopePath Scope, string Message);
