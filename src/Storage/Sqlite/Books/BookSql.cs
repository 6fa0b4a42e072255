namespace BudgetMesh.Storage.Sqlite;

internal static class BookSql
{
    /// <summary>The first write of a scope.</summary>
    public const string Insert =
        """
        INSERT INTO books (version, epoch, owner, generation, frozen, scope, pattern, used_ticks) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Every later write: no row touched means that the scope is not as it was seen.</summary>
    public const string Update =
        """
        UPDATE books SET version = ?, epoch = ?, owner = ?, generation = ?, frozen = ?, used_ticks = iif(pattern IS NULL, NULL, ?)
        WHERE scope = ? AND version = ? AND epoch = ? AND owner = ?
        """;

    /// <summary>One more scope of a pattern, where there may be one more.</summary>
    public const string CountMade =
        """
        INSERT INTO patterns (pattern, scopes) VALUES (?1, 1)
        ON CONFLICT (pattern) DO UPDATE SET scopes = scopes + 1 WHERE scopes < ?2
        """;

    public const string CountForgotten = "UPDATE patterns SET scopes = scopes - 1 WHERE pattern = (SELECT pattern FROM books WHERE scope = ?)";

    /// <summary>Receipts and adjustments stay: they are what happened.</summary>
    public static IReadOnlyList<string> Forget { get; } =
    [
        "DELETE FROM accounts WHERE scope = ?", "DELETE FROM windows WHERE scope = ?", "DELETE FROM borrowers WHERE scope = ?", "DELETE FROM books WHERE scope = ?",
    ];

    public const string ListUnused = "SELECT scope FROM books WHERE pattern = ? AND used_ticks < ? AND scope > ? ORDER BY scope LIMIT ?";

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

    public const string ListConfigured = "SELECT scope FROM books INDEXED BY books_configured WHERE pattern IS NULL AND scope > ? ORDER BY scope LIMIT ?";

    public const string ListMade = "SELECT scope FROM books WHERE pattern = ? AND scope > ? ORDER BY scope LIMIT ?";

    public const string ListBusy =
        """
        SELECT scope FROM books AS b WHERE pattern IS NOT NULL AND scope > ? AND EXISTS (
            SELECT 1 FROM accounts AS a WHERE a.scope = b.scope
                AND (a.granted - a.returned - a.charged + a.released > 0 OR a.charged - a.released - a.settled + a.corrected <> 0))
        ORDER BY scope LIMIT ?
        """;

    /// <summary>What the scopes of a pattern have spent, by budget: added up by the store, for there may be a million.</summary>
    public const string SumMade =
        """
        SELECT pattern, budget, count(*), sum(is_open), sum(spent), sum(held), sum(free), max(spent), max(iif(is_open, spent - cap, 0)), max(cap) FROM (
            SELECT b.pattern, w.budget, w.is_open, w.cap,
                coalesce(sum(a.settled - a.corrected), 0) AS spent,
                coalesce(sum(a.charged - a.released - a.settled + a.corrected), 0) AS held,
                coalesce(sum(max(0, a.granted - a.returned - a.charged + a.released)), 0) AS free
            FROM books AS b
            JOIN windows AS w ON w.scope = b.scope
            LEFT JOIN accounts AS a ON a.scope = w.scope AND a.budget = w.budget AND a.window_key = w.window_key
            WHERE b.pattern IS NOT NULL
            GROUP BY b.scope, w.budget, w.window_key)
        GROUP BY pattern, budget ORDER BY pattern, budget
        """;

    public const string CountsMade = "SELECT pattern, scopes FROM patterns ORDER BY pattern";
    /// <summary>A scope and those below it: two ranges of the key, already in order.</summary>
    public const string ListUnder =
        """
        SELECT scope FROM books WHERE scope = ?1 AND scope > ?4
        UNION ALL
        SELECT scope FROM books WHERE scope >= ?2 AND scope < ?3 AND scope > ?4
        ORDER BY scope LIMIT ?5
        """;
}
