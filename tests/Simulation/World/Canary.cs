namespace BudgetMesh.Simulation.World;

/// <summary>A way to be broken on purpose. Each must be caught by the checker that it was made for, or the checkers are blind.</summary>
public enum Canary
{
    None,

    /// <summary>Money runs out like a rate: the rights of a gateway that is silent for a while count as returned.</summary>
    ExpiringMoney,

    /// <summary>The owner answers before its grant is written.</summary>
    AnswersBeforeDurable,

    /// <summary>A counter does not make it through the wire.</summary>
    WireLosesSettled,

    /// <summary>A receipt is sent again under a new number.</summary>
    ReceiptsRenumbered,

    /// <summary>What gateways return never reaches the owner.</summary>
    ReturnsSwallowed,

    /// <summary>A request is refused for good because nothing is available now, though the budget has enough left.</summary>
    HeadroomIsAvailable,

    /// <summary>A caller asks twice for one request and forgets the first hold.</summary>
    DecisionForgotten,

    /// <summary>Windows open by the owner's clock alone.</summary>
    WindowsByOwnersClock,

    /// <summary>The store writes whatever the version.</summary>
    UnconditionalWrites,

    /// <summary>A repeated adjustment comes under another name.</summary>
    AdjustmentsUnnamed,

    /// <summary>An old copy of a journal is believed: what was spent since is given back.</summary>
    JournalUnwitnessed,

    /// <summary>Two processes open one journal: the second gives back what the first still spends.</summary>
    JournalUnlocked,

    /// <summary>A gateway that had forgotten a scope is not told how its counters stand.</summary>
    OwnCountersLost,

    /// <summary>The owner lets a gateway forget a scope before what it did there is written.</summary>
    PausesBeforeDurable,

    /// <summary>An answer from before a gateway forgot a scope is taken for one from after.</summary>
    AnswersFromBefore,

    /// <summary>An operator's word that a gateway is gone is taken for its last word: what it had free comes back, though it lives.</summary>
    RetireGivesBack,

    /// <summary>Chance that does not come from the seed.</summary>
    UnseededChance,

    /// <summary>Each answer about a limit fills the gateway's bucket.</summary>
    RefreshRefills,

    /// <summary>A new owner of limits lends everything at once.</summary>
    LearningSkipped,

    /// <summary>An owner of limits goes on lending though another has taken its place.</summary>
    UnfencedOwner,

    /// <summary>An owner of limits lends anew what it has told a gateway that it no longer has, before that has heard of it.</summary>
    SharesAsToldLast,

    /// <summary>A gateway goes on with its slices after their end.</summary>
    LeaseIgnored,

    /// <summary>An owner of limits goes by the mesh that it began with.</summary>
    LimitEditsUnheard,
}
