using BudgetMesh.Storage;
using BudgetMesh.Storage.Postgres;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Silo;

/// <summary>Which store a silo has: the one place that picks it.</summary>
internal static class SiloStore
{
    /// <exception cref="StoreUnavailableException">The store cannot be opened; the message says what an operator can do.</exception>
    /// <exception cref="SiloStartException">Not exactly one store is named.</exception>
    public static async Task<IMeshStore> OpenAsync(SiloOptions options, CancellationToken cancellation) => options switch
    {
        { DataDirectory: { } directory, Postgres: null } => SqliteStore.Open(directory, new SqliteOptions { Clock = options.Clock }),
        { DataDirectory: null, Postgres: { } connectionString } => await PostgresStore.OpenAsync(connectionString, cancellation: cancellation),
        _ => throw new SiloStartException("a silo keeps its books in one place: name either a data directory or a PostgreSQL database"),
    };
}
