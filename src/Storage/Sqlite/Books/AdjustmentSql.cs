using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Sqlite;

internal static class AdjustmentSql
{
    private const string Select = "SELECT id, budget, window_key, kind, amount, reason, author, at_ticks FROM adjustments AS a";

    /// <summary>The same row again where a write is repeated whose fate was unknown.</summary>
    public const string Put =
        "REPLACE INTO adjustments (scope, id, budget, window_key, kind, amount, reason, author, at_ticks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /// <summary>Those that count: of windows that are in the books.</summary>
    public const string ReadOfWindows =
        $"""
        {Select} WHERE scope = ?
            AND EXISTS (SELECT 1 FROM windows AS w WHERE w.scope = a.scope AND w.budget = a.budget AND w.window_key = a.window_key)
        ORDER BY budget, window_key, id
        """;

    public const string ReadNewest = $"{Select} WHERE scope = ? ORDER BY at_ticks DESC, budget, window_key, id LIMIT ?";

    public static Statement Set(Statement statement, Adjustment adjustment) => statement
        .Set(adjustment.Id).Set(adjustment.Budget).Set(adjustment.Window).Set(adjustment.Kind.Word()).Set(adjustment.Amount)
        .Set(adjustment.Reason).Set(adjustment.Author).Set(adjustment.At);
}
