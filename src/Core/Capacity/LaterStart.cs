using System.Collections.Immutable;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>When a reservation that does not fit would.</summary>
internal static class LaterStart
{
    /// <summary>
    /// For one with an end and without hours the next start at which it would fit in its whole length, within
    /// <see cref="Limits.ReservationSearchDaysMax"/> days; for others the first end of another from which on it would fit for good.
    /// Null where there is none.
    /// </summary>
    public static Instant? Of(DeploymentPlan deployment, ImmutableArray<ReservationPlan> existing, ReservationPlan proposed) =>
        deployment.Capacity.Any(limit => proposed.Of(limit.Name) > limit.Amount) ? null
            : proposed.Span is { Hours: null } span && span.Until < Instant.MaxValue ? Moved(deployment, existing, proposed)
            : Shortened(deployment, existing, proposed);

    private static Instant? Moved(DeploymentPlan deployment, ImmutableArray<ReservationPlan> existing, ReservationPlan proposed)
    {
        var search = Duration.FromDays(Limits.ReservationSearchDaysMax);
        var (span, length) = (proposed.Span, proposed.Span.Until - proposed.Span.From);
        if (length > search)
            return null;
        var free = span.From;
        foreach (var step in ReservedSteps.Over(span.From, span.From + search + length, deployment.Capacity, existing, null))
        {
            if (step.Start - free >= length)
                break;
            if (deployment.Capacity.Where((limit, i) => step.Reserved[i] + proposed.Of(limit.Name) > limit.Amount).Any())
                free = step.End;
        }

        return free - span.From <= search ? free : null;
    }

    /// <summary>The later it starts, the less it meets: what fits at one start fits at all later ones.</summary>
    private static Instant? Shortened(DeploymentPlan deployment, ImmutableArray<ReservationPlan> existing, ReservationPlan proposed)
    {
        var span = proposed.Span;
        Instant[] ends = [.. existing.Select(static reservation => reservation.Span.Until).Where(end => span.From < end && end < span.Until).Distinct().Order()];
        var (failing, fitting) = (-1, ends.Length);
        while (fitting - failing > 1)
        {
            var middle = (failing + fitting) / 2;
            if (ReservationCheck.Fit(deployment, existing.Add(proposed with { Span = span with { From = ends[middle] } })))
                fitting = middle;
            else
                failing = middle;
        }

        return fitting < ends.Length ? ends[fitting] : null;
    }
}
