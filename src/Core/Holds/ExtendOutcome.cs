namespace BudgetMesh.Holds;

/// <summary>What became of the wish that a hold lasts longer or covers more output.</summary>
public enum ExtendOutcome
{
    /// <summary>It does, or did already.</summary>
    Extended,

    /// <summary>It lasts as long as any hold may, which is less than was asked for.</summary>
    Limited,

    /// <summary>Rights are missing here and the owner is being asked: nothing has changed, try again in a moment.</summary>
    Short,

    /// <summary>A budget has less left: nothing has changed, and only more money or a new window helps.</summary>
    Exceeds,

    /// <summary>A window that the hold is charged to has ended: no more of it is charged.</summary>
    WindowOver,

    /// <summary>The hold's deadline has passed and it was charged in full; settle it with what it cost.</summary>
    Expired,

    /// <summary>The hold was settled or voided before.</summary>
    AlreadyResolved,
}
