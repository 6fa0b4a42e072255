using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>Reads what a silo's books and receipts say about the USD budgets of some scopes.</summary>
internal sealed class LedgerReader(AdminClient admin, IEnumerable<ScopePath> scopes)
{
    private readonly ScopePath[] _scopes = [.. scopes];

    public async Task<IReadOnlyList<BudgetReading>> ReadAsync(CancellationToken cancellation)
    {
        var readings = new List<BudgetReading>();
        foreach (var scope in _scopes)
        {
            var books = await admin.ReadBooksAsync(scope, cancellation);
            foreach (var windows in books.Windows.Where(window => window.Unit == "usd").GroupBy(window => window.Budget))
            {
                var receipts = 0L;
                foreach (var window in windows)
                    receipts = checked(receipts + (await admin.SumReceiptsAsync(scope, window.Budget, window.Window, cancellation)).Amount);
                readings.Add(new BudgetReading(
                    scope,
                    windows.Key,
                    new Money(windows.First(window => window.Open || window == windows.Last()).Cap),
                    windows.All(window => window.Enforcement == "hard"),
                    windows.Count(),
                    new Money(windows.Sum(window => window.Spent)),
                    new Money(windows.Sum(window => window.Held)),
                    new Money(windows.Sum(window => window.Free)),
                    new Money(receipts)));
            }
        }

        return readings;
    }
}
