namespace BudgetMesh.Storage.Tests;

/// <summary>A store of its own for one test, empty at first. A new kind of store is one subclass, and one of each contract.</summary>
public abstract class StoreUnderTest : IAsyncLifetime
{
    public abstract IBookStore Books { get; }

    public abstract IReceiptStore Receipts { get; }

    public abstract ICatalogStore Catalog { get; }

    public abstract IKeyStore Keys { get; }

    public abstract IBoundStore Bounds { get; }

    public abstract IWeekStore Weeks { get; }

    public abstract IRateOwnerStore RateOwners { get; }

    /// <summary>Opens the empty store.</summary>
    public abstract Task InitializeAsync();

    /// <summary>Closes the store and opens it again, as a restarted server would.</summary>
    public abstract Task ReopenAsync();

    /// <summary>Closes the store and removes all of it.</summary>
    public abstract Task DisposeAsync();
}
