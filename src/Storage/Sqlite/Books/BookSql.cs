namespace BudgetMesh.Storage.Sqlite;

internal static class BookSql
{
    /// <summary>The first write of a scope: no row touched means that somebody else wrote it first.</summary>
    public const string Insert =
        """
        INSERT INTO books (version, epoch, owner, generation, frozen, scope) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (scope) DO NOTHING
        """;

    /// <summary>Every later write: no row touched means that the scope is not as it was seen.</summary>
    public const string Update =
        """
        UPDATE books SET version = ?, epoch = ?, owner = ?, generation = ?, frozen = ?
        WHERE scope = ? AND version = ? AND epoch = ? AND owner = ?
        """;

    public const string PutWindow =
        "REPLACE INTO windows (scope, budget, window_key, start_ticks, end_ticks, cap, is_open) VALUES (?, ?, ?, ?, ?, ?, ?)";

    public const string PutBorrower =
        "REPLACE INTO borrowers (scope, incarnation, seq, state) VALUES (?, ?, ?, ?)";

    public const string PutAccount =
        """
        REPLACE INTO accounts (scope, incarnation, budget, window_key, granted, returned, charged, released, settled, corrected, overdraft)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    public const string PruneAccounts = "DELETE FROM accounts WHERE scope = ? AND budget = ? AND window_key = ?";

    public const string PruneWindow = "DELETE FROM windows WHERE scope = ? AND budget = ? AND window_key = ?";

    public const string ForgetBorrower = "DELETE FROM borrowers WHERE scope = ? AND incarnation = ?";

    public const string Read = "SELECT version, epoch, owner, generation, frozen FROM books WHERE scope = ?";

    public const string ReadWindows =
        """
        SELECT budget, window_key, start_ticks, end_ticks, cap, is_open FROM windows
        WHERE scope = ? ORDER BY budget, window_key
        """;

    public const string ReadBorrowers =
        "SELECT incarnation, seq, state FROM borrowers WHERE scope = ? ORDER BY incarnation";

    public const string ReadAccounts =
        """
        SELECT incarnation, budget, window_key, granted, returned, charged, released, settled, corrected, overdraft FROM accounts
        WHERE scope = ? ORDER BY budget, window_key, incarnation
        """;

    public const string ListAll = "SELECT scope FROM books WHERE scope > ? ORDER BY scope LIMIT ?";

    /// <summary>A scope and those below it: two ranges of the key, already in order.</summary>
    public const string ListUnder =
        """
        SELECT scope FROM books WHERE scope = ?1 AND scope > ?4
        UNION ALL
        SELECT scope FROM books WHERE scope >= ?2 AND scope < ?3 AND scope > ?4
        ORDER BY scope LIMIT ?5
        """;
}
