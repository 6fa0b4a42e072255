using System.Globalization;
using System.Text.Json;
using BudgetMesh.Cli;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Chaos;

/// <summary>One budget in the end, over all windows that the books have; in USD.</summary>
/// <param name="Billed">By the provider, for this scope and all below it.</param>
/// <param name="Ledger">Spent, by the books.</param>
/// <param name="Receipts">Added up from the receipts themselves.</param>
/// <param name="Over">Spent beyond the cap, window by window.</param>
/// <param name="Left">Of all caps, what was not spent.</param>
/// <param name="Caps">Of all windows.</param>
internal sealed record BudgetFound(
    string Name, decimal Billed, decimal Ledger, decimal Receipts, decimal Over, decimal Held, decimal Free, decimal Forfeited, decimal Left, decimal Caps)
{
    /// <summary>Every budget of some scopes, as a silo finds them in the database.</summary>
    public static async Task<IReadOnlyList<BudgetFound>> ReadAsync(AdminClient admin, IEnumerable<ScopePath> scopes, string gatePrefix, ProviderBill bill, CancellationToken stop)
    {
        var receipts = (await admin.ReceiptSumsAsync(gatePrefix, stop)).ToDictionary(static sum => (sum.Scope, sum.Budget), static sum => Usd(LedgerReader.Usd(sum.Amount)));
        var found = new List<BudgetFound>();
        foreach (var scope in scopes)
        {
            var state = await admin.ScopeAsync(scope, stop);
            if (state.Frozen is { } why)
                throw new InvalidOperationException($"{scope} is frozen: {why}");
            found.AddRange(state.Budgets.Select(budget => Of(scope, budget, receipts.GetValueOrDefault((scope.Value, budget.Name)), bill.Of(scope.Value))));
        }

        return found;
    }

    public IEnumerable<string> Findings()
    {
        if (Over > 0)
            yield return $"{Name}: overspent by {Text(Over)} USD";
        if (Ledger != Billed)
            yield return $"{Name}: the provider billed {Text(Billed)} USD, the ledger has {Text(Ledger)} USD";
        if (Receipts != Ledger)
            yield return $"{Name}: the receipts add up to {Text(Receipts)} USD, the ledger has {Text(Ledger)} USD";
        if (Held > 0)
            yield return $"{Name}: {Text(Held)} USD are still held";
        if (Free > 0)
            yield return $"{Name}: {Text(Free)} USD are still lent";
        if (Forfeited > 0)
            yield return $"{Name}: {Text(Forfeited)} USD were forfeited, and no gate has died";
    }

    public static string Text(decimal usd) => usd.ToString("0.#########", CultureInfo.InvariantCulture);

    private static BudgetFound Of(ScopePath scope, BudgetState budget, decimal receipts, decimal billed)
    {
        decimal Sum(Func<WindowState, decimal> of) => budget.Windows.Sum(of);
        return new BudgetFound(
            $"{scope} {budget.Name}",
            billed,
            Sum(static window => Usd(window.Spent)),
            receipts,
            Sum(static window => Math.Max(0, Usd(window.Spent) - Usd(window.Cap) - Usd(window.Adjusted))),
            Sum(static window => Usd(window.Held)),
            Sum(static window => Usd(window.Free)),
            Sum(static window => Usd(window.Forfeited)),
            Sum(static window => Usd(window.Available)),
            Sum(static window => Usd(window.Cap)));
    }

    private static decimal Usd(JsonElement amount) => Usd(LedgerReader.Usd(amount));

    private static decimal Usd(Money money) => money.NanoUsd / (decimal)Money.NanosPerUsd;
}
