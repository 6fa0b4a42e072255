namespace BudgetMesh.Storage.Sqlite;

internal static class ReceiptSql
{
    private const string Columns = ReceiptRows.Columns;

    /// <summary>No row touched means that a receipt of this identity is there already.</summary>
    public const string Add =
        $"""
        INSERT INTO receipts ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (incarnation, seq) DO NOTHING
        """;

    public const string AddLeg = "INSERT INTO receipt_legs (receipt, place, ledger, amount) VALUES (?, ?, ?, ?)";

    public const string AddLedger = "INSERT INTO ledgers (scope, budget, window_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    public const string FindLedger = "SELECT id FROM ledgers WHERE scope = ? AND budget = ? AND window_key = ?";

    public static readonly string ReadOne = ReadWhole("SELECT id FROM receipts WHERE incarnation = ? AND seq = ?");

    /// <summary>Added up receipt by receipt in the order of the index, so that a receipt with two legs counts once.</summary>
    public const string Sum =
        """
        SELECT count(*), coalesce(sum(amount), 0) FROM (
            SELECT sum(amount) AS amount FROM receipt_legs
            WHERE ledger = (SELECT id FROM ledgers WHERE scope = ? AND budget = ? AND window_key = ?)
            GROUP BY receipt)
        """;

    public const string SumOfIncarnations =
        """
        SELECT coalesce(b.pattern, l.scope) AS payer, l.budget, count(*), sum(g.amount)
        FROM receipts AS r
        JOIN receipt_legs AS g ON g.receipt = r.id
        JOIN ledgers AS l ON l.id = g.ledger
        LEFT JOIN books AS b ON b.scope = l.scope
        WHERE r.incarnation >= ? AND r.incarnation < ?
        GROUP BY payer, l.budget ORDER BY payer, l.budget
        """;

    public const string NewestFirst = "at_ticks DESC, incarnation DESC, seq DESC";

    /// <summary>The receipts that <paramref name="chosen"/> selects by id, newest first; one row per leg, in the order of the legs.</summary>
    public static string ReadWhole(string chosen) =>
        $"""
        SELECT {Columns}, place, scope, budget, window_key, amount
        FROM receipts AS r
        LEFT JOIN receipt_legs ON receipt = r.id
        LEFT JOIN ledgers AS l ON l.id = ledger
        WHERE r.id IN ({chosen})
        ORDER BY {NewestFirst}, place
        """;
}
