using BudgetMesh.Bounds;
using BudgetMesh.Replay.Measures;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay;

/// <summary>All that a finished run leaves behind, from which the report is made.</summary>
/// <param name="Before">The budgets that the run can meet, before its first request: other traffic may have spent of them.</param>
/// <param name="After">The same budgets after the last gate left.</param>
public sealed record ReplayOutcome(
    ReplayOptions Options,
    int Gateways,
    ReplayTally Tally,
    FakeProvider Provider,
    IReadOnlyList<BudgetReading> Before,
    IReadOnlyList<BudgetReading> After,
    long Syncs,
    TimeSpan Elapsed)
{
    /// <summary>Where each request made a scope of its own; else null.</summary>
    public RunScopesOutcome? RunScopes { get; init; }

    /// <summary>What was asked for and used, by second.</summary>
    public RunMeters Meters() => new(Tally.Asked, Provider.Served, Provider.Refused, Options.Idle, [.. Provider.Limits.Drops.All.Select(static drop => drop.Span)]);

    /// <summary>
    /// The report. It is about the run's own budget: the hard USD budget nearest to the scope that pays, the one with the least
    /// left where it has several; with several scopes, that of what they have in common. Overspending and what is left behind are
    /// looked for in every budget.
    /// </summary>
    public ReplayReport Report()
    {
        var judged = Judged();
        var scope = judged?.Scope ?? CommonScope();
        var billed = Provider.Bill.Of(scope.Value);
        // Without a hard budget the ledger is that of any budget there is: soft ones are booked as well.
        var booked = judged ?? After.FirstOrDefault(reading => reading.Scope == scope);
        var before = booked is null ? null : BeforeOf(booked);
        var ledger = Usd(booked?.Spent) - Usd(before?.Spent);
        var receipts = Usd(booked?.Receipts) - Usd(before?.Receipts);
        var overspend = After.Select(Overspend).DefaultIfEmpty(0).Max();
        var held = After.Select(reading => Usd(reading.Held)).DefaultIfEmpty(0).Max();
        var capacity = new CapacityOutcome(Options, Provider, Meters());
        var stranded = After.Select(reading => Usd(reading.Free)).DefaultIfEmpty(0).Max();
        return new ReplayReport
        {
            Requests = Tally.Requests,
            Allowed = Tally.Allowed,
            Downgraded = Tally.Downgraded,
            Denied = Tally.Denied,
            Truncated = Provider.Truncated,
            CapUsd = judged?.Cap.ToString(),
            BilledUsd = Text(billed),
            LedgerUsd = Text(ledger),
            ReceiptsUsd = Text(receipts),
            OverspendUsd = Text(overspend),
            Utilization = judged is null ? null : Share(Usd(judged.Spent), Usd(judged.Cap) * judged.Windows + Usd(judged.Adjusted)),
            LargestHoldUsd = Tally.LargestHold.ToString(),
            MeanHeldUsd = Tally.MeanHold.ToString(),
            MeanHeldFixed4096Usd = Tally.MeanFixedHold.ToString(),
            Bound = new BoundCounts(Tally.Bounds(OutputBoundBy.Learned), Tally.Bounds(OutputBoundBy.Cold), Tally.Bounds(OutputBoundBy.Fixed)),
            HeldUsdAtEnd = Text(held),
            StrandedUsdAtEnd = Text(stranded),
            PeakInFlight = Provider.InFlightMost,
            DecisionNs = new DecisionTimes(Tally.DecisionTimes.Quantile(0.5), Tally.DecisionTimes.Quantile(0.99), Tally.DecisionTimes.Quantile(0.999)),
            SlowPathShare = Share(Tally.Waited, Tally.Decisions),
            Syncs = Syncs,
            Retries = Tally.Retries,
            Seconds = Math.Round((decimal)Elapsed.TotalSeconds, 2),
            Seed = Options.Seed,
            Gateways = Gateways,
            Speed = Options.Speed.ToString(),
            Unsent = Options.Count - Tally.Requests - Tally.Idle,
            Idle = Tally.Idle,
            Capacity = capacity.Limits(),
            Reservation = capacity.Reservation(),
            Fairness = capacity.Fairness(),
            ProviderDrop = capacity.Drop(),
            RunScopes = RunScopes?.Report(this),
            Findings = [.. Findings(billed, ledger, receipts, overspend, held, stranded), .. capacity.Findings(), .. RunScopes?.Findings(this) ?? []],
        };
    }

    private static IEnumerable<string> Findings(decimal billed, decimal ledger, decimal receipts, decimal overspend, decimal held, decimal stranded)
    {
        if (overspend > 0)
            yield return $"a cap was overspent by {Text(overspend)} USD";
        if (ledger != billed)
            yield return $"the provider billed {Text(billed)} USD, the ledger has {Text(ledger)} USD";
        if (receipts != ledger)
            yield return $"the receipts add up to {Text(receipts)} USD, the ledger has {Text(ledger)} USD";
        if (held > 0)
            yield return $"{Text(held)} USD are still held";
        if (stranded > 0)
            yield return $"{Text(stranded)} USD are still lent";
    }

    /// <summary>The bill against the caps and adjustments of all windows that were open, with what was spent before the run.</summary>
    private decimal Overspend(BudgetReading reading) => reading.IsHard
        ? Math.Max(0, Provider.Bill.Of(reading.Scope.Value) + Usd(BeforeOf(reading)?.Spent) - Usd(reading.Cap) * Math.Max(1, reading.Windows) - Usd(reading.Adjusted))
        : 0;

    private BudgetReading? Judged()
    {
        var common = CommonScope();
        return After
            .Where(reading => reading.IsHard && reading.Scope.Contains(common))
            .OrderByDescending(reading => reading.Scope.Depth)
            .ThenBy(reading => reading.Cap - reading.Spent)
            .FirstOrDefault();
    }

    private ScopePath CommonScope()
    {
        var common = Options.Scopes[0];
        while (!Options.Scopes.All(common.Contains) && common.Parent is { } parent)
            common = parent;
        return common;
    }

    private BudgetReading? BeforeOf(BudgetReading after) => Before.FirstOrDefault(reading => reading.Scope == after.Scope && reading.Budget == after.Budget);

    private static decimal Usd(Money? money) => (money?.NanoUsd ?? 0) / (decimal)Money.NanosPerUsd;

    private static decimal Share(decimal part, decimal whole) => whole == 0 ? 0 : Math.Round(part / whole, 6, MidpointRounding.ToZero);

    private static string Text(decimal usd) => usd.ToString("0.#########", System.Globalization.CultureInfo.InvariantCulture);
}
