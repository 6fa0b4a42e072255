using System.Globalization;
using BudgetMesh.Replay;

namespace BudgetMesh.Cli;

/// <summary>What a replay's report says of capacity, in plain words.</summary>
internal static class CapacityWords
{
    public static IEnumerable<string> Of(ReplayReport report)
    {
        foreach (var limit in report.Capacity ?? [])
        {
            yield return Text($"{limit.Deployment} took {limit.UsedShare:P1} of its {limit.Amount:N0} {limit.Unit}; the provider refused {limit.RefusedByProvider.Count:N0} requests beyond it ({limit.RefusedByProvider.Share:P2}).");
        }

        if (report.Reservation is { } reservation)
        {
            yield return Text($"{reservation.Scope} got {Share(reservation.Honoured)} of what it asked for up to its reservation on {reservation.Deployment}; the others got {Share(reservation.OthersOfRest)} of the rest.");
            if (reservation.IdleAtS is { } at)
                yield return Text($"From {at:0} s it was idle for {reservation.IdleForS:0} s: others borrowed {Share(reservation.Borrowed)} of the deployment, and {Returned(reservation.ReturnedMs)}.");
        }

        if (report.Fairness is { } fairness)
            yield return Text($"Over the {fairness.SpanS} s from {fairness.AtS} s {string.Join(", ", fairness.Scopes)} shared {fairness.Deployment} with a Jain index of {fairness.Jain:0.0000}.");
        if (report.ProviderDrop is { } drop)
        {
            yield return Text($"From {drop.AtS:0} s the provider allowed {drop.Factor:P0} of its limits for {drop.ForS:0} s: of the requests that came to it, it refused {Share(drop.RefusedShareBefore)} before, {Share(drop.RefusedShareFirst2S)} in the first 2 s, {Share(drop.RefusedShareAfter2S)} after that.");
            yield return Text($"Half a minute after its limits came back {Share(drop.RecoveredUsedShare30S)} of them was used.");
        }
    }

    private static string Returned(int? milliseconds) =>
        milliseconds is { } after ? Text($"it had its reserved rate back {after / 1000.0:0.0} s after it asked again") : "it did not get its reserved rate back within 10 s of asking again";

    private static string Share(decimal? share) => share is { } part ? Text($"{part:P1}") : "nothing to speak of";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
