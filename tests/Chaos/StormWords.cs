using System.Globalization;

namespace BudgetMesh.Chaos;

/// <summary>A report in plain words.</summary>
internal static class StormWords
{
    public static IEnumerable<string> Of(StormReport report)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Seconds:0} s: of {report.Silos} silos {report.SilosKilled} were killed and {report.SilosPaused} paused, PostgreSQL was killed {report.PostgresRestarts} times (seed {report.Seed}).");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Requests:N0} requests of {report.Trace} at {report.Speed} through {report.Gateways} gates: {report.Allowed:N0} got the best model, {report.Downgraded:N0} a cheaper one, {report.Denied:N0} were refused.");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"With slices at hand no decision took longer than {report.LongestDecisionMs:0.###} ms; {report.WaitedShare:P2} waited for a silo, at most {report.LongestWaitS:0.00} s; {report.SyncsFailed:N0} of {report.Syncs:N0} syncs failed.");
        yield return string.Create(CultureInfo.InvariantCulture, $"The longest time without a grant was {report.LongestWithoutGrantS:0.00} s; there were {report.Grants:N0}.");
        yield return $"The provider billed {report.BilledUsd} USD; caps used up: {(report.CapsReached.Count == 0 ? "none" : string.Join(", ", report.CapsReached))}.";
        if (report.Findings.Count == 0)
            yield return "No cap was overspent. Bill, ledger and receipts of every budget agree to the nano-dollar, and nothing is held or lent at the end.";
        foreach (var finding in report.Findings)
            yield return $"WRONG: {finding}.";
    }
}
