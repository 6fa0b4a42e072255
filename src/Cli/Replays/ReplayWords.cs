using System.Globalization;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>A replay's report in plain words.</summary>
internal static class ReplayWords
{
    public static IEnumerable<string> Of(ReplayReport report)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{report.Requests:N0} requests through {report.Gateways} gateways in {report.Seconds:0.0} s, at most {report.PeakInFlight:N0} under way at once.");
        yield return string.Create(CultureInfo.InvariantCulture, $"{report.Allowed:N0} got the best model of their ladder, {report.Downgraded:N0} a cheaper one, {report.Denied:N0} were refused.");
        if (report.Unsent > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{report.Unsent:N0} were not sent: the run was stopped.");
        if (report.Idle > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{report.Idle:N0} were not sent: who asks was to be idle then.");
        if (report.Truncated > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{report.Truncated:N0} answers were cut short by the bound that was sent.");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"A request held {report.MeanHeldUsd} USD on average, with a bound of 4,096 tokens it would have been {report.MeanHeldFixed4096Usd}; {report.Bound.Learned:N0} bounds were learned, {report.Bound.Cold:N0} sent before enough was known.");
        yield return report.CapUsd is { } cap
            ? string.Create(CultureInfo.InvariantCulture, $"The provider billed {report.BilledUsd} USD; {report.Utilization:P2} of the cap of {cap} USD is used.")
            : $"The provider billed {report.BilledUsd} USD; no hard budget in USD stands over all of it.";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"A decision took {report.DecisionNs.P50 / 1000m:0.0} µs at the median, {report.DecisionNs.P99 / 1000m:0.0} µs at the 99th percentile; {report.SlowPathShare:P1} waited for the silo ({report.Syncs:N0} syncs, {report.Retries:N0} retries).");
        if (report.RunScopes is { } runs)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{runs.Made:N0} scopes of {runs.Pattern} were made, {runs.PerSecond:N0} a second; the one that spent most spent {runs.SpentMostUsd} of {runs.CapUsd} USD.");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Each cost {(runs.StoreBytesEach is { } bytes ? $"{bytes:N0} bytes of the store, " : "")}{runs.WriterUsEach:0.0} µs of its writer in {runs.WritesEach:0.00} writes and {runs.TransactionsEach:0.000} transactions, {runs.CpuUsEach:0} µs of processor time in all.");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Managed memory in use: {Megabytes(runs.ManagedBytesAtTenth)} MB when a tenth was made, {Megabytes(runs.ManagedBytesAtEnd)} MB at the end; resident at most {Megabytes(runs.WorkingSetPeakAtTenth)} and {Megabytes(runs.WorkingSetPeak)} MB.");
        }

        foreach (var line in CapacityWords.Of(report))
            yield return line;
        if (report.Findings.Count == 0)
            yield return "No cap was overspent. Bill, ledger and receipts agree to the nano-dollar, and nothing is held or lent at the end.";
        foreach (var finding in report.Findings)
            yield return $"WRONG: {finding}.";
    }

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
