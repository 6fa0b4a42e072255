using System.Collections.Immutable;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Capacity;

/// <summary>Why a reservation does not fit beside others of its deployment, and what would.</summary>
/// <param name="Limit">The limit of the deployment that is exceeded first.</param>
/// <param name="Reserved">What others have of it then, in its unit.</param>
/// <param name="Start">The first moment at which all of it does not fit.</param>
/// <param name="End">How long that stays so, at least; <see cref="Instant.MaxValue"/> for good.</param>
/// <param name="Fitting">Of each limit what would fit throughout; may be 0.</param>
/// <param name="FitsFrom">
/// When all of it would fit: for one with an end and without hours if it began then and lasted as long; else if it began then and ended as
/// proposed. Null where no such time was found.
/// </param>
public sealed record ReservationRefusal(
    ReservationPlan Proposed,
    string Deployment,
    LimitPlan Limit,
    long Reserved,
    Instant Start,
    Instant End,
    ImmutableArray<ReservedAmount> Fitting,
    Instant? FitsFrom)
{
    /// <summary>For the person who asked for it.</summary>
    public override string ToString()
    {
        var asked = RateText.Write(Limit.Unit, Proposed.Of(Limit.Name));
        var when = $"{(Reserved == 0 ? "none" : RateText.Write(Limit.Unit, Reserved))} of them reserved{When()}";
        var fitting = string.Join(", ", Fitting.Select(static amount => $"{amount.Amount} of {amount.Limit}"));
        var later = FitsFrom is { } from ? $"; all of it would fit from {Write(from)} on" : "";
        return $"{Proposed.Name} does not fit: it asks for {asked}, and {Deployment} has {RateText.Write(Limit.Unit, Limit.Amount)}, {when}; throughout its time {fitting} would fit{later}";
    }

    private string When() => (Start > ReservationSpan.Earliest, End < Instant.MaxValue) switch
    {
        (false, false) => " at all times",
        (false, true) => $" until {Write(End)}",
        (true, false) => $" from {Write(Start)} on",
        (true, true) => $" from {Write(Start)} to {Write(End)}",
    };

    private static string Write(Instant instant) => InstantPattern.General.Format(instant);
}
