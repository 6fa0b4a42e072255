using System.Collections.Immutable;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>Admission control: what is reserved of a deployment never exceeds its capacity, at any moment of all time.</summary>
public static class ReservationCheck
{
    /// <summary>Whether <paramref name="proposed"/> fits beside reservations that fit.</summary>
    /// <param name="existing">Of the same deployment.</param>
    /// <param name="now">What is past does not count; <see cref="ReservationSpan.Earliest"/> where time is not known.</param>
    /// <returns>Null where it fits.</returns>
    public static ReservationRefusal? Check(DeploymentPlan deployment, ImmutableArray<ReservationPlan> existing, ReservationPlan proposed, Instant now)
    {
        if (proposed.Span.Until <= now)
            return null;
        (existing, proposed) = ([.. existing.Where(reservation => now < reservation.Span.Until).Select(reservation => FromNowOn(reservation, now))], FromNowOn(proposed, now));
        var capacity = deployment.Capacity;
        var room = capacity.Select(static limit => limit.Amount).ToArray();
        (Instant Start, Instant End, int Limit, long Reserved)? first = null;
        foreach (var step in Steps(deployment, existing, proposed))
        {
            if (!step.IsAsked)
                continue;
            for (var i = 0; i < capacity.Length; i++)
            {
                var reserved = step.Reserved[i];
                room[i] = Math.Min(room[i], capacity[i].Amount - reserved);
                if (reserved + proposed.Of(capacity[i].Name) <= capacity[i].Amount)
                    continue;
                if (first is null)
                    first = (step.Start, step.End, i, reserved);
                else if (first.Value.End == step.Start && first.Value.Limit == i && first.Value.Reserved == reserved)
                    first = first.Value with { End = step.End };
            }
        }

        if (first is not var (start, end, limit, taken))
            return null;
        return new ReservationRefusal(
            proposed, deployment.Id, capacity[limit], taken, start, end,
            [.. proposed.Amounts.Select(amount => amount with { Amount = Math.Max(0, Math.Min(amount.Amount, room[IndexOf(deployment, amount.Limit)])) })],
            LaterStart.Of(deployment, existing, proposed));
    }

    /// <summary>The place of the first reservation that does not fit beside those before it; −1 where all fit.</summary>
    public static int FirstThatDoesNotFit(DeploymentPlan deployment, ImmutableArray<ReservationPlan> reservations)
    {
        if (Fit(deployment, reservations))
            return -1;
        var (fitting, failing) = (0, reservations.Length);
        while (failing - fitting > 1)
        {
            var middle = (fitting + failing) / 2;
            if (Fit(deployment, reservations[..middle]))
                fitting = middle;
            else
                failing = middle;
        }

        return failing - 1;
    }

    internal static bool Fit(DeploymentPlan deployment, ImmutableArray<ReservationPlan> reservations) =>
        Steps(deployment, reservations, null).All(step => !deployment.Capacity.Where((limit, i) => step.Reserved[i] > limit.Amount).Any());

    /// <summary>All that matters: without times at which everything together would fit.</summary>
    private static IEnumerable<ReservedStep> Steps(DeploymentPlan deployment, ImmutableArray<ReservationPlan> reservations, ReservationPlan? asked)
    {
        var all = asked is null ? reservations : reservations.Add(asked);
        foreach (var (start, end) in ReservedWindows.Of([.. all.Select(static reservation => reservation.Span)]))
        {
            if (asked is not null && !asked.Span.Overlaps(start, end))
                continue;
            ReservationPlan[] here = [.. all.Where(reservation => reservation.Span.Overlaps(start, end))];
            if (deployment.Capacity.All(limit => here.Sum(reservation => reservation.Of(limit.Name)) <= limit.Amount))
                continue;
            foreach (var step in ReservedSteps.Over(start, end, deployment.Capacity, [.. here.Where(reservation => !ReferenceEquals(reservation, asked))], asked))
                yield return step;
        }
    }

    private static ReservationPlan FromNowOn(ReservationPlan reservation, Instant now) =>
        reservation with { Span = reservation.Span with { From = Instant.Max(reservation.Span.From, now) } };

    private static int IndexOf(DeploymentPlan deployment, string limit) =>
        deployment.Capacity.Index().First(indexed => indexed.Item.Name == limit).Index;
}
