namespace BudgetMesh.Replay;

/// <summary>All that a run of many small scopes leaves behind.</summary>
/// <param name="Before">The pattern's budgets before the first request.</param>
/// <param name="After">The same after the last gate left.</param>
/// <param name="StoreBytes">By how much the store has grown; null where it is not of this process.</param>
/// <param name="Writer">What the store's writer has done meanwhile.</param>
public sealed record RunScopesOutcome(
    IReadOnlyList<MadeReading> Before, IReadOnlyList<MadeReading> After, RunCosts Costs, long? StoreBytes, WriterWork Writer)
{
    public RunScopesReport Report(ReplayOutcome run)
    {
        var last = First(After);
        var made = (last?.Scopes ?? 0) - (First(Before)?.Scopes ?? 0);
        decimal Each(double whole) => Math.Round((decimal)whole / Math.Max(1, made), 3);
        return new RunScopesReport
        {
            Pattern = last?.Pattern ?? "",
            Made = made,
            PerSecond = Math.Round(made / Math.Max(0.001m, (decimal)run.Elapsed.TotalSeconds), 1),
            CapUsd = last?.Cap.ToString(),
            SpentMostUsd = After.Select(static reading => reading.SpentMost).DefaultIfEmpty(Money.Zero).Max().ToString(),
            BilledMostUsd = run.Provider.Bill.Largest.ToString(System.Globalization.CultureInfo.InvariantCulture),
            LedgerUsd = Ledger.ToString(),
            StoreBytesEach = StoreBytes is { } bytes ? bytes / Math.Max(1, made) : null,
            WriterUsEach = Each(Writer.Busy.TotalMicroseconds),
            CpuUsEach = Each(Costs.CpuTime.TotalMicroseconds),
            WritesEach = Each(Writer.Commands),
            TransactionsEach = Each(Writer.Transactions),
            ManagedBytesAtTenth = Costs.ManagedBytesAtTenth,
            ManagedBytesAtEnd = Costs.ManagedBytesAtEnd,
            WorkingSetPeakAtTenth = Costs.WorkingSetPeakAtTenth,
            WorkingSetPeak = Costs.WorkingSetPeak,
        };
    }

    /// <summary>What must not be. Each scope has had one request, so the dearest answer is the most that the provider billed to one.</summary>
    public IEnumerable<string> Findings(ReplayOutcome run)
    {
        var billed = new Money((long)(run.Provider.Bill.Total * Money.NanosPerUsd));
        foreach (var reading in After)
        {
            if (reading.BeyondMost > Money.Zero || run.Provider.Bill.Largest > reading.Cap.NanoUsd / (decimal)Money.NanosPerUsd)
                yield return $"a scope of {reading.Pattern} has spent more than its cap of {reading.Cap} USD of budget {reading.Budget}";
            if (Ledger != billed)
                yield return $"the provider billed {billed} USD to scopes of {reading.Pattern}, their books have {Ledger} USD of budget {reading.Budget}";
            if (reading.Receipts != Ledger)
                yield return $"the receipts of scopes of {reading.Pattern} add up to {reading.Receipts} USD of budget {reading.Budget}, their books have {Ledger} USD";
            if (reading.Held > Money.Zero || reading.Free > Money.Zero)
                yield return $"{reading.Held} USD are still held and {reading.Free} USD lent in scopes of {reading.Pattern}";
        }
    }

    private Money Ledger => (First(After)?.Spent ?? Money.Zero) - (First(Before)?.Spent ?? Money.Zero);

    private static MadeReading? First(IReadOnlyList<MadeReading> readings) => readings is [var first, ..] ? first : null;
}

/// <summary>What a store's writer did in a time.</summary>
public readonly record struct WriterWork(long Transactions, long Commands, TimeSpan Busy);
