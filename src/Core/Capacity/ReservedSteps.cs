using System.Collections.Immutable;
using BudgetMesh.Rates;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>A stretch of time in which nothing begins or ends.</summary>
/// <param name="Reserved">Of each limit of the capacity. A buffer: good until the next step.</param>
/// <param name="IsAsked">The reservation that is asked for would hold.</param>
internal readonly record struct ReservedStep(Instant Start, Instant End, long[] Reserved, bool IsAsked);

/// <summary>What is reserved of a capacity, step by step.</summary>
internal static class ReservedSteps
{
    /// <param name="asked">A reservation that does not count as reserved; null for none.</param>
    public static IEnumerable<ReservedStep> Over(
        Instant start, Instant end, ImmutableArray<LimitPlan> capacity, IReadOnlyList<ReservationPlan> reservations, ReservationPlan? asked)
    {
        var edges = new List<(Instant At, int Sign, ReservationPlan Reservation)>();
        foreach (var reservation in asked is null ? reservations : reservations.Append(asked))
        {
            foreach (var (from, until) in reservation.Span.Between(start, end))
            {
                edges.Add((from, 1, reservation));
                edges.Add((until, -1, reservation));
            }
        }

        // What ends makes room for what begins at the same moment.
        edges.Sort(static (left, right) => left.At != right.At ? left.At.CompareTo(right.At) : left.Sign.CompareTo(right.Sign));
        var (reserved, isAsked, at) = (new long[capacity.Length], false, start);
        foreach (var edge in edges)
        {
            if (edge.At > at)
            {
                yield return new ReservedStep(at, edge.At, reserved, isAsked);
                at = edge.At;
            }

            if (ReferenceEquals(edge.Reservation, asked))
                isAsked = edge.Sign > 0;
            else
                Add(edge.Reservation, edge.Sign, capacity, reserved);
        }

        if (at < end)
            yield return new ReservedStep(at, end, reserved, isAsked);
    }

    private static void Add(ReservationPlan reservation, int sign, ImmutableArray<LimitPlan> capacity, long[] reserved)
    {
        for (var i = 0; i < reserved.Length; i++)
            reserved[i] += sign * reservation.Of(capacity[i].Name);
    }
}
