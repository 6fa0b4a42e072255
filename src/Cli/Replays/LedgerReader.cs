using System.Text.Json;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>Reads what a silo's books and receipts say about the USD budgets of some scopes.</summary>
internal sealed class LedgerReader(AdminClient admin, IEnumerable<ScopePath> scopes)
{
    private readonly ScopePath[] _scopes = [.. scopes];

    /// <summary>The books alone; receipts are zero.</summary>
    public async Task<IReadOnlyList<BudgetReading>> ReadBooksAsync(CancellationToken cancellation)
    {
        var readings = new List<BudgetReading>();
        foreach (var scope in _scopes)
            readings.AddRange((await admin.ScopeAsync(scope, cancellation)).Budgets.Where(budget => budget is { Unit: "usd", Windows.Count: > 0 }).Select(budget => Reading(scope, budget)));
        return readings;
    }

    /// <summary>The books, with what the receipts of one run's gates add up to.</summary>
    /// <param name="gatePrefix">How the incarnations of these gates begin.</param>
    public async Task<IReadOnlyList<BudgetReading>> ReadAsync(string gatePrefix, CancellationToken cancellation)
    {
        // Added up by the silo: a run may have a million receipts.
        var sums = (await admin.ReceiptSumsAsync(gatePrefix, cancellation))
            .Where(static sum => sum.Unit == "usd")
            .ToDictionary(static sum => (sum.Scope, sum.Budget), static sum => Usd(sum.Amount));
        return [.. (await ReadBooksAsync(cancellation)).Select(reading => reading with { Receipts = sums.GetValueOrDefault((reading.Scope.Value, reading.Budget)) })];
    }

    private static BudgetReading Reading(ScopePath scope, BudgetState budget) => new(
        scope,
        budget.Name,
        Usd((budget.Windows.FirstOrDefault(window => window.Open) ?? budget.Windows[^1]).Cap),
        budget.Enforcement == "hard",
        budget.Windows.Count,
        Sum(budget, window => window.Spent),
        Sum(budget, window => window.Held),
        Sum(budget, window => window.Free),
        Money.Zero)
    {
        Adjusted = Sum(budget, window => window.Adjusted),
    };

    private static Money Sum(BudgetState budget, Func<WindowState, JsonElement> amount) =>
        budget.Windows.Aggregate(Money.Zero, (sum, window) => sum + Usd(amount(window)));

    public static Money Usd(JsonElement amount) => Money.Parse(amount.GetString()!);
}
