namespace BudgetMesh.Storage;

/// <summary>All that a silo stores, in one place. Disposing writes what was accepted, then lets go of the place.</summary>
public interface IMeshStore : IAsyncDisposable
{
    /// <summary>Where it is, as the person who runs the server named it, without secrets.</summary>
    string Place { get; }

    IBookStore Books { get; }

    IReceiptStore Receipts { get; }

    ICatalogStore Catalog { get; }

    IKeyStore Keys { get; }

    IBoundStore Bounds { get; }

    IWeekStore Weeks { get; }

    IRateOwnerStore RateOwners { get; }

    /// <summary>What servers on this store tell each other; null where only one can use it.</summary>
    INoticeChannel? Notices { get; }

    /// <summary>Why the last transaction failed, or null when it landed: what a health check asks.</summary>
    StoreUnavailableException? Failure { get; }

    /// <summary>What the writer has done since the store was opened.</summary>
    WriterTotals Writing { get; }

    /// <summary>What weakens the guarantees as the place is set up now, each a sentence for an operator; empty where nothing does.</summary>
    IReadOnlyList<string> Warnings { get; }
}
