using System.Globalization;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>
/// Brings a database to the newest version of the schema: each step in a transaction of its own together with the version it
/// leads to, so that a crash leaves a whole version behind.
/// </summary>
internal sealed class SchemaMigrator(IReadOnlyList<string> steps)
{
    /// <summary>"BMsh": tells our files from other SQLite databases.</summary>
    public const int ApplicationId = 0x424D_7368;

    /// <exception cref="StoreUnavailableException">The file belongs to another program or to a newer version of this one.</exception>
    /// <exception cref="SqliteFault">The file cannot be read or written, or a step failed; the steps before it stay.</exception>
    public void Migrate(Database database, string path)
    {
        var version = Number(database, "user_version");
        if (!IsOurs(database))
            throw new StoreUnavailableException($"{path} is a database of another program: name another data directory");
        if (version > steps.Count)
        {
            throw new StoreUnavailableException(
                $"{path} was written by a newer version (schema {version}; this one knows {steps.Count}): run that version, or restore a backup made before it");
        }

        for (var next = (int)version; next < steps.Count; next++)
            Step(database, steps[next], next + 1);
    }

    private static void Step(Database database, string sql, int version)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(sql);
            database.Execute(string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version}; COMMIT"));
        }
        catch (SqliteFault)
        {
            database.Undo();
            throw;
        }
    }

    private static bool IsOurs(Database database) =>
        Number(database, "application_id") == ApplicationId ||
        database.Prepare("SELECT count(*) FROM sqlite_master").First(static row => row.Long(0)) == 0;

    private static long Number(Database database, string pragma) => long.Parse(database.Pragma(pragma), CultureInfo.InvariantCulture);
}
