using System.Collections.Immutable;
using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>What is reserved of one deployment, as a function of time.</summary>
public sealed class CapacityReservations(ImmutableArray<ReservationPlan> reservations)
{
    public static CapacityReservations None { get; } = new([]);

    /// <summary>For each scope and limit of which something is reserved at <paramref name="at"/>, how much; in the order of the mesh.</summary>
    public ImmutableArray<ReservedShare> ReservedAt(Instant at) =>
    [
        .. from reservation in reservations
           where reservation.Span.IsActive(at)
           from reserved in reservation.Amounts
           group reserved.Amount by (reservation.Scope, reserved.Limit) into share
           select new ReservedShare(share.Key.Scope, share.Key.Limit, share.Sum()),
    ];

    /// <summary>The first instant after <paramref name="after"/> at which a reservation begins or ends; null where none ever does.</summary>
    public Instant? NextChange(Instant after) => reservations.Min(reservation => reservation.Span.NextChange(after));
}

/// <summary>What a scope has reserved of one limit of a deployment.</summary>
/// <param name="Scope">A claimant.</param>
/// <param name="Limit">The limit's name.</param>
/// <param name="Amount">In a minute, or at once; above 0.</param>
public readonly record struct ReservedShare(ScopePath Scope, string Limit, long Amount);
