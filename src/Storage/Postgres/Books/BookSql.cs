namespace BudgetMesh.Storage.Postgres;

internal static class BookSql
{
    public const string Read = "SELECT version, epoch, owner, generation, frozen FROM books WHERE scope = $1";

    public const string ReadWindows =
        "SELECT budget, window_key, start_ticks, end_ticks, cap, is_open::int::bigint FROM windows WHERE scope = $1 ORDER BY budget, window_key";

    public const string ReadBorrowers = "SELECT incarnation, seq, state FROM borrowers WHERE scope = $1 ORDER BY incarnation";

    public const string ReadAccounts =
        """
        SELECT incarnation, budget, window_key, granted, returned, charged, released, settled, corrected, overdraft FROM accounts
        WHERE scope = $1 ORDER BY budget, window_key, incarnation
        """;

    private const string SelectAdjustments = "SELECT id, budget, window_key, kind, amount, reason, author, at_ticks FROM adjustments AS a WHERE scope = $1";

    /// <summary>Those that count: of windows that are in the books.</summary>
    public const string ReadAdjustments =
        $"""
        {SelectAdjustments}
            AND EXISTS (SELECT FROM windows AS w WHERE w.scope = a.scope AND w.budget = a.budget AND w.window_key = a.window_key)
        ORDER BY budget, window_key, id
        """;

    public const string NewestAdjustments = $"{SelectAdjustments} ORDER BY at_ticks DESC, budget, window_key, id LIMIT $2";

    public const string ListAll = "SELECT scope FROM books WHERE scope > $1 ORDER BY scope LIMIT $2";

    /// <summary>A scope and those below it: two ranges of the key.</summary>
    public const string ListUnder =
        """
        SELECT scope FROM books WHERE scope = $3 AND scope > $1
        UNION ALL
        SELECT scope FROM books WHERE scope >= $4 AND scope < $5 AND scope > $1
        ORDER BY scope LIMIT $2
        """;

    public const string ListConfigured = "SELECT scope FROM books WHERE pattern IS NULL AND scope > $1 ORDER BY scope LIMIT $2";

    public const string ListMade = "SELECT scope FROM books WHERE pattern = $3 AND scope > $1 ORDER BY scope LIMIT $2";

    public const string ListBusy =
        """
        SELECT scope FROM books AS b WHERE pattern IS NOT NULL AND scope > $1 AND EXISTS (
            SELECT FROM accounts AS a WHERE a.scope = b.scope
                AND (a.granted - a.returned - a.charged + a.released > 0 OR a.charged - a.released - a.settled + a.corrected <> 0))
        ORDER BY scope LIMIT $2
        """;

    public const string ListUnused = "SELECT scope FROM books WHERE pattern = $3 AND used_ticks < $4 AND scope > $1 ORDER BY scope LIMIT $2";

    /// <summary>What the scopes of a pattern have spent, by budget: added up by the database, for there may be a million.</summary>
    public const string SumMade =
        """
        SELECT pattern, budget, count(*), sum(is_open::int), sum(spent)::bigint, sum(held)::bigint, sum(free)::bigint,
            max(spent)::bigint, max(CASE WHEN is_open THEN spent - cap ELSE 0 END)::bigint, max(cap) FROM (
            SELECT b.pattern, w.budget, w.is_open, w.cap,
                coalesce(sum(a.settled - a.corrected), 0) AS spent,
                coalesce(sum(a.charged - a.released - a.settled + a.corrected), 0) AS held,
                coalesce(sum(greatest(0, a.granted - a.returned - a.charged + a.released)), 0) AS free
            FROM books AS b
            JOIN windows AS w ON w.scope = b.scope
            LEFT JOIN accounts AS a ON a.scope = w.scope AND a.budget = w.budget AND a.window_key = w.window_key
            WHERE b.pattern IS NOT NULL
            GROUP BY b.pattern, w.scope, w.budget, w.window_key) AS windows_made
        GROUP BY pattern, budget ORDER BY pattern, budget
        """;

    public const string CountsMade = "SELECT pattern, scopes FROM patterns ORDER BY pattern";
}
