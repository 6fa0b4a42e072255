namespace BudgetMesh.Storage.Tests;

/// <summary>What the contracts share: a fresh store for each test.</summary>
public abstract class StoreContract(StoreUnderTest store) : IAsyncLifetime
{
    protected StoreUnderTest Store => store;

    public Task InitializeAsync() => store.InitializeAsync();

    public Task DisposeAsync() => store.DisposeAsync();
}
