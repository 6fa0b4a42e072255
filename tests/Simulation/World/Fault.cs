namespace BudgetMesh.Simulation.World;

/// <summary>What can go wrong; each seed draws which of them do, and how often.</summary>
public enum Fault
{
    MessageLost,
    MessageDoubled,
    MessageDelayed,
    AnswerLost,
    Partition,
    OwnerCrash,
    DuplicateOwner,
    GatewayCrash,
    GatewayPause,
    SlowDisk,
    WriteFailed,
    WriteLandedButFailed,
    WriteLandedLate,
    StorageUnreadable,
    StorageRollback,
    OwnerClockJump,
    CapEdit,
    Adjustment,
    WindowEnd,
    HoldForgotten,
    SettledLate,
    SettledTwice,
    BilledBeyondBound,
    ReceiptLost,
    ReceiptDoubled,
    CallerGone,
    StreamOutlives,
    StreamGrows,

    /// <summary>A gateway dies and its journal with it.</summary>
    JournalLost,

    /// <summary>A gateway dies, and an old copy of its journal is put in the place of the newest.</summary>
    JournalStale,

    /// <summary>A second process opens the journal of a living gateway.</summary>
    JournalDoubled,

    /// <summary>An operator retires a gateway that lives.</summary>
    WrongRetire,

    /// <summary>Limits are raised and lowered under way. In seeds that have limits, as the next.</summary>
    LimitEdit,

    /// <summary>A provider turns a request away, is overloaded or fails, and says so.</summary>
    ProviderShort,
}
