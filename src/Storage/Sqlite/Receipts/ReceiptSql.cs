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

    /// <summary>A sum of integers that leaves their range is an error in SQLite. So amounts are added up in two parts, of which none ever does.</summary>
    private const long Part = 1_000_000_000;

    /// <summary>Added up receipt by receipt in the order of the index, so that a receipt with two legs counts once. The amount is the last two columns: see <see cref="Whole"/>.</summary>
    public static readonly string Sum =
        $"""
        SELECT count(*), coalesce(sum(parts), 0), coalesce(sum(rest), 0) FROM (
            SELECT sum(amount / {Part}) AS parts, sum(amount % {Part}) AS rest FROM receipt_legs
            WHERE ledger = (SELECT id FROM ledgers WHERE scope = ? AND budget = ? AND window_key = ?)
            GROUP BY receipt)
        """;

    /// <inheritdoc cref="Sum"/>
    public static readonly string SumOfIncarnations =
        $"""
        SELECT coalesce(b.pattern, l.scope) AS payer, l.budget, count(*), sum(g.amount / {Part}), sum(g.amount % {Part})
        FROM receipts AS r
        JOIN receipt_legs AS g ON g.receipt = r.id
        JOIN ledgers AS l ON l.id = g.ledger
        LEFT JOIN books AS b ON b.scope = l.scope
        WHERE r.incarnation >= ? AND r.incarnation < ?
        GROUP BY payer, l.budget ORDER BY payer, l.budget
        """;

    /// <summary>An amount from its two parts; the end of the range where it is beyond that.</summary>
    public static long Whole(long parts, long rest) => (long)Int128.Clamp((Int128)parts * Part + rest, long.MinValue, long.MaxValue);

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
