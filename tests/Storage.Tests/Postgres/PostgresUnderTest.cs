using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>The contracts, kept by PostgreSQL: each test in a schema of its own.</summary>
public sealed class PostgresUnderTest : StoreUnderTest
{
    private string? _schema;
    private PostgresStore? _store;

    public override IBookStore Books => Open.Books;

    public override IReceiptStore Receipts => Open.Receipts;

    public override ICatalogStore Catalog => Open.Catalog;

    public override IKeyStore Keys => Open.Keys;

    public override IBoundStore Bounds => Open.Bounds;

    public override IWeekStore Weeks => Open.Weeks;

    public override IRateOwnerStore RateOwners => Open.RateOwners;

    private PostgresStore Open => _store ?? throw new InvalidOperationException("the store is not open");

    public override async Task InitializeAsync() => _store = await PostgresStore.OpenAsync(_schema ??= PostgresServer.Shared.NewSchema());

    public override async Task ReopenAsync()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>The schema goes with the server.</summary>
    public override async Task DisposeAsync() => await Open.DisposeAsync();
}

[NeedsPostgres]
public sealed class PostgresBookStoreTests() : BookStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresAdjustmentTests() : AdjustmentContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresBookRaceTests() : BookRaceContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresReceiptStoreTests() : ReceiptStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresReceiptFilterTests() : ReceiptFilterContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresCatalogStoreTests() : CatalogStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresBoundStoreTests() : BoundStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresMadeScopesTests() : MadeScopesContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresWeekStoreTests() : WeekStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresRateOwnerTests() : RateOwnerStoreContract(new PostgresUnderTest());

[NeedsPostgres]
public sealed class PostgresKeyStoreTests() : KeyStoreContract(new PostgresUnderTest());
