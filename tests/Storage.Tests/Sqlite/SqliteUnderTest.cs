using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

/// <summary>The contracts, kept by SQLite.</summary>
public sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly string _directory = Directory.CreateTempSubdirectory("budgetmesh-").FullName;
    private SqliteStore? _store;

    public override IBookStore Books => Open.Books;

    public override IReceiptStore Receipts => Open.Receipts;

    public override ICatalogStore Catalog => Open.Catalog;

    public override IKeyStore Keys => Open.Keys;

    public override IBoundStore Bounds => Open.Bounds;

    public override IWeekStore Weeks => Open.Weeks;

    public override IRateOwnerStore RateOwners => Open.RateOwners;

    private SqliteStore Open => _store ?? throw new InvalidOperationException("the store is not open");

    public override Task InitializeAsync()
    {
        _store = SqliteStore.Open(_directory);
        return Task.CompletedTask;
    }

    public override async Task ReopenAsync()
    {
        await Open.DisposeAsync();
        await InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await Open.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

public sealed class SqliteBookStoreTests() : BookStoreContract(new SqliteUnderTest());

public sealed class SqliteAdjustmentTests() : AdjustmentContract(new SqliteUnderTest());

public sealed class SqliteBookRaceTests() : BookRaceContract(new SqliteUnderTest());

public sealed class SqliteReceiptStoreTests() : ReceiptStoreContract(new SqliteUnderTest());

public sealed class SqliteReceiptFilterTests() : ReceiptFilterContract(new SqliteUnderTest());

public sealed class SqliteCatalogStoreTests() : CatalogStoreContract(new SqliteUnderTest());

public sealed class SqliteBoundStoreTests() : BoundStoreContract(new SqliteUnderTest());

public sealed class SqliteMadeScopesTests() : MadeScopesContract(new SqliteUnderTest());

public sealed class SqliteWeekStoreTests() : WeekStoreContract(new SqliteUnderTest());

public sealed class SqliteRateOwnerTests() : RateOwnerStoreContract(new SqliteUnderTest());

public sealed class SqliteKeyStoreTests() : KeyStoreContract(new SqliteUnderTest());
