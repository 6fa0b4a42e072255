using BudgetMesh.Client;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Chaos;

/// <summary>All that a run leaves behind, from which it is judged.</summary>
internal sealed record StormOutcome(
    StormOptions Options, Storm Storm, ReplayTally Tally, IReadOnlyList<Gate> Gates, FakeProvider Provider, GrantWatch Grants, WaitMeter Waits, Cluster Cluster, IReadOnlyList<BudgetFound> Books)
{
    /// <summary>A decision with slices at hand takes microseconds, and what a busy machine makes of them; one that waited for a dead silo would take seconds.</summary>
    private static readonly TimeSpan DecisionMost = new GateOptions { Name = "usual" }.SyncTimeout / 4;

    public StormReport Report()
    {
        var tenant = Books[0];
        return new StormReport
        {
            Silos = Options.Silos,
            Gateways = Options.Gateways,
            Seed = Options.Seed,
            Trace = Options.Traffic.Name,
            Speed = Options.Speed.ToString(),
            Seconds = Rounded(Options.Length.TotalSeconds),
            SilosKilled = Storm.Count(FaultKind.SiloKilled),
            SilosPaused = Storm.Count(FaultKind.SiloPaused),
            PostgresRestarts = Storm.Count(FaultKind.PostgresKilled),
            Requests = Tally.Requests,
            Allowed = Tally.Allowed,
            Downgraded = Tally.Downgraded,
            Denied = Tally.Denied,
            Syncs = Gates.Sum(static gate => gate.Counters.Syncs),
            SyncsFailed = Gates.Sum(static gate => gate.Counters.SyncsFailed),
            BilledUsd = BudgetFound.Text(Provider.Bill.Total),
            LedgerUsd = BudgetFound.Text(tenant.Ledger),
            ReceiptsUsd = BudgetFound.Text(tenant.Receipts),
            OverspendUsd = BudgetFound.Text(Books.Sum(static budget => budget.Over)),
            HeldUsdAtEnd = BudgetFound.Text(Books.Sum(static budget => budget.Held)),
            StrandedUsdAtEnd = BudgetFound.Text(Books.Sum(static budget => budget.Free)),
            CapsReached = [.. Books.Where(static budget => budget.Left < budget.Caps / 100).Select(static budget => budget.Name)],
            LongestDecisionMs = Rounded(LongestDecision.TotalMilliseconds),
            WaitedShare = Math.Round(Tally.Waited / (decimal)Math.Max(1, Tally.Decisions), 6),
            LongestWaitS = Rounded(Waits.Longest.TotalSeconds),
            Grants = Grants.Grants,
            LongestWithoutGrantS = Rounded(Grants.Longest.TotalSeconds),
            Findings = [.. Books.SelectMany(static budget => budget.Findings()), .. OtherFindings()],
        };
    }

    private TimeSpan LongestDecision => TimeSpan.FromMicroseconds(Tally.DecisionTimes.Quantile(1) / 1_000);

    private IEnumerable<string> OtherFindings()
    {
        if (LongestDecision > DecisionMost)
            yield return $"a decision whose slices were there took {LongestDecision}";
        if (Tally.Allowed + Tally.Downgraded == 0)
            yield return "no request was served";
        foreach (var silo in Cluster.Silos.Where(static silo => silo.EndedByItself > 0))
            yield return $"silo {silo.Number} ended though nobody had killed it, {silo.EndedByItself} times";
        foreach (var gate in Gates.Where(static gate => gate.Counters is not { HoldsOpen: 0, HoldsExpired: 0, ReceiptsPending: 0 }))
            yield return $"a gate left with {gate.Counters}";
    }

    private static decimal Rounded(double value) => Math.Round((decimal)value, 3);
}
