using BudgetMesh.Storage;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Silo;

/// <summary>Which store a silo has: the one place that picks it.</summary>
internal static class SiloStore
{
    /// <exception cref="StoreUnavailableException">The store cannot be opened; the message says what an operator can do.</exception>
    public static IMeshStore Open(SiloOptions options) =>
        SqliteStore.Open(options.DataDirectory, new SqliteOptions { Clock = options.Clock });
}
