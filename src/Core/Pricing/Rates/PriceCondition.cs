using NodaTime;

namespace BudgetMesh.Pricing;

/// <summary>When a price holds; in UTC.</summary>
internal abstract record PriceCondition
{
    public abstract bool IsActive(Instant at);

    /// <summary>
    /// The first instant after <paramref name="at"/> at which the condition may turn; <see cref="Instant.MaxValue"/> if it
    /// never will.
    /// </summary>
    public abstract Instant NextChange(Instant at);
}

/// <summary>From the first instant of a date on.</summary>
internal sealed record FromDate(LocalDate Start) : PriceCondition
{
    private readonly Instant _start = Start.AtMidnight().InUtc().ToInstant();

    public override bool IsActive(Instant at) => at >= _start;

    public override Instant NextChange(Instant at) => at < _start ? _start : Instant.MaxValue;
}

/// <summary>
/// Daily from <paramref name="Start"/> until just before <paramref name="End"/>; over midnight where the end is the earlier
/// of the two.
/// </summary>
internal sealed record TimeOfDay(LocalTime Start, LocalTime End) : PriceCondition
{
    public override bool IsActive(Instant at)
    {
        var time = at.InUtc().TimeOfDay;
        return Start < End ? Start <= time && time < End : Start <= time || time < End;
    }

    public override Instant NextChange(Instant at) => Instant.Min(Next(Start, at), Next(End, at));

    private static Instant Next(LocalTime time, Instant at)
    {
        var today = at.InUtc().Date.At(time).InUtc().ToInstant();
        return today > at ? today : today + Duration.FromDays(1);
    }
}
