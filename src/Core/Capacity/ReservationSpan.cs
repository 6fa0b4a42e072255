using NodaTime;

namespace BudgetMesh.Capacity;

/// <summary>
/// When a reservation holds: from one instant until another, and where it repeats, during its hours between them. A pure function of
/// time: nothing has to happen for it to begin or end.
/// </summary>
/// <param name="From">From <see cref="Earliest"/> on, which also stands for "always".</param>
/// <param name="Until">Exclusive; after <paramref name="From"/> and before <see cref="Latest"/>, or <see cref="Instant.MaxValue"/> for one without an end.</param>
/// <param name="Hours">Null for all the time in between.</param>
public sealed record ReservationSpan(Instant From, Instant Until, WeeklyHours? Hours)
{
    /// <summary>Nobody can reserve what is past; with it, "always" has a beginning to check from.</summary>
    public static Instant Earliest { get; } = Instant.FromUtc(2020, 1, 1, 0, 0);

    /// <summary>A later end is meant as none.</summary>
    public static Instant Latest { get; } = Instant.FromUtc(2200, 1, 1, 0, 0);

    public static ReservationSpan Always { get; } = new(Earliest, Instant.MaxValue, null);

    public bool IsActive(Instant at) => From <= at && at < Until && (Hours is null || Hours.Contains(at));

    /// <summary>Whether any of the time from one instant until another is between its beginning and its end, whatever its hours.</summary>
    internal bool Overlaps(Instant start, Instant end) => From < end && start < Until;

    /// <summary>The times at which it holds, from <paramref name="start"/> until <paramref name="end"/>, in order; some may touch.</summary>
    internal IEnumerable<(Instant Start, Instant End)> Between(Instant start, Instant end)
    {
        var (first, last) = (Instant.Max(start, From), Instant.Min(end, Until));
        if (first >= last)
            return [];
        return Hours is null
            ? [(first, last)]
            : Hours.Between(first, last).Select(hours => (Instant.Max(hours.Start, first), Instant.Min(hours.End, last)));
    }

    /// <summary>The first instant after <paramref name="after"/> at which it begins or ends; null where it stays as it is for good.</summary>
    public Instant? NextChange(Instant after)
    {
        if (after < From && IsActive(From))
            return From;
        if (Hours is null)
            return after < Until && Until < Instant.MaxValue ? Until : null;
        var change = Hours.NextChange(Instant.Max(after, From));
        if (change < Until)
            return change;
        return after < Until && Hours.Contains(Until - Duration.Epsilon) ? Until : null;
    }
}
