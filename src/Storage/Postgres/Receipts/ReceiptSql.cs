namespace BudgetMesh.Storage.Postgres;

internal static class ReceiptSql
{
    /// <summary>Answers those that were not there: the others are copies or contradictions.</summary>
    public const string AddIds =
        """
        INSERT INTO receipt_ids (incarnation, seq, id, at_ticks) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT DO NOTHING RETURNING incarnation, seq
        """;

    public const string AddLedgers =
        """
        INSERT INTO ledgers (scope, budget, window_key)
        SELECT g.* FROM unnest($1, $2, $3) AS g (scope, budget, window_key)
        WHERE NOT EXISTS (SELECT FROM ledgers AS l WHERE l.scope = g.scope AND l.budget = g.budget AND l.window_key = g.window_key)
        ON CONFLICT DO NOTHING
        """;

    // Only those whose identities were added by this very write have this number.
    private const string IsNew = "EXISTS (SELECT FROM receipt_ids AS i WHERE i.incarnation = g.incarnation AND i.seq = g.seq AND i.id = g.id)";

    public const string AddLegs =
        $"""
        INSERT INTO receipt_legs (receipt, receipt_ticks, place, ledger, amount)
        SELECT g.id, g.receipt_ticks, g.place, l.id, g.amount
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS g (incarnation, seq, id, receipt_ticks, place, scope, budget, window_key, amount)
        JOIN ledgers AS l ON l.scope = g.scope AND l.budget = g.budget AND l.window_key = g.window_key
        WHERE {IsNew}
        """;

    private const string WithLegs = "LEFT JOIN receipt_legs AS g ON g.receipt = r.id AND g.receipt_ticks = r.at_ticks LEFT JOIN ledgers AS l ON l.id = g.ledger";

    // A sum has no range of its own in PostgreSQL; what is read has one.
    private const string Least = "-9223372036854775808", Most = "9223372036854775807";

    public const string Sum =
        $"""
        SELECT count(*), least(greatest(coalesce(sum(amount), 0), {Least}), {Most})::bigint FROM (
            SELECT sum(amount) AS amount FROM receipt_legs
            WHERE ledger = (SELECT id FROM ledgers WHERE scope = $1 AND budget = $2 AND window_key = $3)
            GROUP BY receipt) AS receipts_of
        """;

    public const string SumOfIncarnations =
        $"""
        SELECT coalesce(b.pattern, l.scope) AS payer, l.budget, count(*), least(greatest(sum(g.amount), {Least}), {Most})::bigint
        FROM receipts AS r
        JOIN receipt_legs AS g ON g.receipt = r.id AND g.receipt_ticks = r.at_ticks
        JOIN ledgers AS l ON l.id = g.ledger
        LEFT JOIN books AS b ON b.scope = l.scope
        WHERE r.incarnation >= $1 AND r.incarnation < $2
        GROUP BY payer, l.budget ORDER BY payer, l.budget
        """;

    public const string NewestFirst = "at_ticks DESC, incarnation DESC, seq DESC";

    public static readonly string AddReceipts =
        $"""
        INSERT INTO receipts (id, {ReceiptRows.Columns})
        SELECT g.* FROM unnest({string.Join(", ", Enumerable.Range(1, 33).Select(static number => $"${number}"))}) AS g (id, {ReceiptRows.Columns})
        WHERE {IsNew}
        """;

    /// <summary>Receipts by identity, wherever their time has put them.</summary>
    public static readonly string ReadStored =
        $"""
        SELECT {ReceiptRows.Columns}, place, scope, budget, window_key, amount
        FROM (
            SELECT r.* FROM unnest($1, $2) AS n (incarnation, seq)
            JOIN receipt_ids AS i ON i.incarnation = n.incarnation AND i.seq = n.seq
            JOIN receipts AS r ON r.id = i.id AND r.at_ticks = i.at_ticks) AS r
        {WithLegs}
        ORDER BY incarnation, seq, place
        """;

    /// <summary>The receipts of a page, newest first; one row per leg, in the order of the legs.</summary>
    public static string ReadPage(string where, string limit) =>
        $"""
        SELECT {ReceiptRows.Columns}, place, scope, budget, window_key, amount
        FROM (SELECT * FROM receipts {where} ORDER BY {NewestFirst} LIMIT {limit}) AS r
        {WithLegs}
        ORDER BY {NewestFirst}, place
        """;
}
