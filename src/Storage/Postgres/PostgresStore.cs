namespace BudgetMesh.Storage.Postgres;

/// <summary>
/// The store in one schema of a PostgreSQL database, for any number of servers at once: what two of them do to one scope is decided
/// there. Disposing writes what was accepted, then closes the connections.
/// </summary>
public sealed class PostgresStore : IMeshStore
{
    private readonly PostgresWriter _writer;
    private readonly ReadPool _readers;
    private readonly PostgresNoticeChannel _notices;

    private PostgresStore(PostgresPlace place, PostgresWriter writer)
    {
        _writer = writer;
        _readers = new ReadPool(place);
        Place = place.Name;
        Books = new PostgresBookStore(_writer, _readers);
        Receipts = new PostgresReceiptStore(_writer, _readers);
        Catalog = new PostgresCatalogStore(_writer, _readers);
        Keys = new PostgresKeyStore(_writer, _readers);
        Bounds = new PostgresBoundStore(_writer, _readers);
        Weeks = new PostgresWeekStore(_writer, _readers);
        RateOwners = new PostgresRateOwnerStore(_writer, _readers);
        _notices = new PostgresNoticeChannel(place);
    }

    public string Place { get; }

    public IBookStore Books { get; }

    public IReceiptStore Receipts { get; }

    public ICatalogStore Catalog { get; }

    public IKeyStore Keys { get; }

    public IBoundStore Bounds { get; }

    public IWeekStore Weeks { get; }

    public IRateOwnerStore RateOwners { get; }

    public INoticeChannel Notices => _notices;

    public StoreUnavailableException? Failure => _writer.Failure;

    public WriterTotals Writing => _writer.Totals;

    public IReadOnlyList<string> Warnings => _writer.Warnings;

    /// <summary>Opens the store; creates schema and tables where they are missing, and brings older ones up to date.</summary>
    /// <param name="connectionString">As Npgsql reads it; its search path names the schema, else that is <c>budgetmesh</c>.</param>
    /// <exception cref="StoreUnavailableException">
    /// The server cannot be reached or used, its settings are ones that the guarantees exclude, or the schema is too new or of another program.
    /// </exception>
    public static async Task<PostgresStore> OpenAsync(string connectionString, PostgresOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new PostgresOptions();
        var place = new PostgresPlace(connectionString, options);
        return new PostgresStore(place, await PostgresWriter.OpenAsync(place, options, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _notices.DisposeAsync();
        await _writer.DisposeAsync();
        await _readers.DisposeAsync();
    }
}
