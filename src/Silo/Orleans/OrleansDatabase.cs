using BudgetMesh.Storage.Postgres;
using Npgsql;

namespace BudgetMesh.Silo;

/// <summary>Where Orleans keeps what is its own: a schema beside that of the books, in the same database.</summary>
internal sealed class OrleansDatabase
{
    /// <summary>Npgsql, in the words of ADO.NET.</summary>
    public const string Invariant = "Npgsql";

    public const string Schema = "orleans";

    /// <summary>Members look now and then, and what is learned is kept every few seconds.</summary>
    private const int ConnectionsMax = 8;

    /// <param name="books">The connection string of the books.</param>
    public OrleansDatabase(string books)
    {
        var named = new NpgsqlConnectionStringBuilder(books);
        Books = string.IsNullOrEmpty(named.SearchPath) ? PostgresStore.DefaultSchema : named.SearchPath;
        (named.SearchPath, named.MaxPoolSize) = (Schema, ConnectionsMax);
        ConnectionString = named.ConnectionString;
    }

    /// <summary>The schema of the books: several may share a database.</summary>
    public string Books { get; }

    public string ConnectionString { get; }
}
