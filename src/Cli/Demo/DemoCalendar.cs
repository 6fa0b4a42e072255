using NodaTime;

namespace BudgetMesh.Cli;

/// <summary>
/// The server's clock in the demo: its calendar runs through a month while the traffic runs, everything that is measured in
/// seconds keeps its time. It stops before the month is over, so that all is seen in one window.
/// </summary>
internal sealed class DemoCalendar : TimeProvider
{
    private static readonly TimeSpan StopsBefore = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _start;
    private readonly TimeSpan _month;
    private readonly double _factor;
    private long _begun = long.MaxValue;

    /// <param name="month">Any moment of the month to live through, in UTC.</param>
    /// <param name="takes">How long the month takes.</param>
    public DemoCalendar(Instant month, TimeSpan takes)
    {
        var first = month.InUtc().Date.With(DateAdjusters.StartOfMonth);
        _start = first.AtMidnight().InUtc().ToDateTimeOffset();
        _month = _start.AddMonths(1) - _start;
        _factor = _month / takes;
    }

    /// <summary>1 to 31.</summary>
    public int Day => GetUtcNow().Day;

    /// <summary>Until then it is midnight of the first day.</summary>
    public void Begin() => _begun = GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        var begun = Volatile.Read(ref _begun);
        var passed = begun == long.MaxValue ? TimeSpan.Zero : GetElapsedTime(begun) * _factor;
        return _start + (passed < _month - StopsBefore ? passed : _month - StopsBefore);
    }
}
