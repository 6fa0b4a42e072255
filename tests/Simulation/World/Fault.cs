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
}
