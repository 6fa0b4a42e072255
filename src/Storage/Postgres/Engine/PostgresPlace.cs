using System.Globalization;
using Npgsql;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Where the store is: one schema of one database, and how to connect to it for writing and for reading.</summary>
internal sealed class PostgresPlace
{
    /// <summary>The schema where the connection string's search path names none.</summary>
    public const string DefaultSchema = "budgetmesh";

    /// <summary>
    /// The writer's statements reach every row by its key. Said to the planner, so that a table that has grown since it was looked at,
    /// or was not looked at yet, is never read as a whole.
    /// </summary>
    private const string ByKey = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    /// <summary>Whoever only listens notices a cut line by this alone.</summary>
    private const int ListenerKeepAliveSeconds = 2;

    /// <summary>"BMsh": with the schema's name, what the lock is about.</summary>
    private const int LockSpace = 0x424D_7368;

    private readonly NpgsqlConnectionStringBuilder _given;
    private readonly PostgresOptions _options;

    /// <exception cref="StoreUnavailableException">Not a connection string, or its search path is more than one plain name.</exception>
    public PostgresPlace(string connectionString, PostgresOptions options)
    {
        _options = options;
        try
        {
            _given = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException)
        {
            // Not what it says: that may be a part of the string, and so a secret.
            throw new StoreUnavailableException("the connection string of PostgreSQL cannot be read: write for example Host=db;Database=budgetmesh;Username=budgetmesh;Password=…");
        }

        if (string.IsNullOrEmpty(_given.Host))
            throw new StoreUnavailableException("the connection string of PostgreSQL names no host: write for example Host=db;Database=budgetmesh;Username=budgetmesh;Password=…");
        Schema = string.IsNullOrEmpty(_given.SearchPath) ? DefaultSchema : _given.SearchPath;
        if (Schema.Length > 63 || !Schema.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'))
            throw new StoreUnavailableException($"the search path {Schema} is no name of one schema: use lower-case letters, digits and _");
        Name = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL at {_given.Host}:{_given.Port}, database {_given.Database ?? _given.Username}, schema {Schema}");
    }

    public string Schema { get; }

    /// <summary>Without secrets, for messages.</summary>
    public string Name { get; }

    /// <summary>Takes, until the transaction ends, the lock of whoever changes the schema.</summary>
    public string LockStatement => string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({LockSpace}, hashtext('{Schema}'))");

    /// <summary>For the one connection that writes.</summary>
    public NpgsqlDataSource ConnectWriter()
    {
        var settings = Settings("writer", ByKey);
        settings.MaxPoolSize = 1;
        settings.NoResetOnClose = true;
        settings.CommandTimeout = (int)Math.Ceiling(_options.StatementMax.TotalSeconds * 1.5);
        // Never cancel what may be a commit: one that is cancelled while it waits for a standby is answered as if it were on two disks.
        settings.CancellationTimeout = -1;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    public NpgsqlDataSource ConnectReaders()
    {
        var settings = Settings("reader", "-c default_transaction_read_only=on");
        settings.MaxPoolSize = _options.ReadersMax;
        settings.CommandTimeout = (int)Math.Ceiling(_options.StatementMax.TotalSeconds * 1.5);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>For what is told to other servers. It is not kept, so nobody waits for a disk: all that tell something take turns until it is done.</summary>
    public NpgsqlDataSource ConnectSpeaker()
    {
        var settings = Settings("speaker", "-c synchronous_commit=off");
        settings.MaxPoolSize = 1;
        settings.NoResetOnClose = true;
        settings.CommandTimeout = (int)Math.Ceiling(_options.StatementMax.TotalSeconds * 1.5);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>For hearing what they tell. It is never used for anything else, so it goes back to no pool.</summary>
    public NpgsqlDataSource ConnectListener()
    {
        var settings = Settings("listener", "");
        settings.Pooling = false;
        settings.KeepAlive = ListenerKeepAliveSeconds;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>What happened and what to do about it, for the person who runs the server.</summary>
    public StoreUnavailableException Explain(Exception failure) => failure switch
    {
        StoreUnavailableException known => known,
        PostgresException refused => new($"{Name}: {Advice(refused.SqlState)}{refused.MessageText} (PostgreSQL {refused.SqlState})", refused),
        NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException =>
            new($"{Name} cannot be reached, or the connection broke: {failure.Message}; it is tried again by itself", failure),
        _ => new($"{Name} failed: {failure.Message}", failure),
    };

    private static string Advice(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.DiskFull => "its disk is full: free some space, and writing goes on by itself: ",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "it does not let this user in: check user and password: ",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database: create it: ",
        PostgresErrorCodes.InsufficientPrivilege => "this user may not do that: make it the owner of the schema: ",
        PostgresErrorCodes.TooManyConnections => "it takes no more connections: raise max_connections: ",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => "something holds what is to be written: look for long transactions: ",
        _ => "",
    };

    private NpgsqlConnectionStringBuilder Settings(string role, string options) => new(_given.ConnectionString)
    {
        SearchPath = Schema,
        ApplicationName = $"budgetmesh {role}",
        Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{_given.Options} {options} -c statement_timeout={_options.StatementMax.TotalMilliseconds:0} -c lock_timeout={_options.LockWaitMax.TotalMilliseconds:0} -c idle_in_transaction_session_timeout=10000"),
        Pooling = true,
        MinPoolSize = 0,
        Multiplexing = false,
        Enlist = false,
        Timeout = (int)Math.Ceiling(_options.ConnectMax.TotalSeconds),
        KeepAlive = 10,
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 2,
    };
}
