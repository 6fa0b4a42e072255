using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>
/// How the spend of one budget is spread over the hours of a week, learned from what is settled: older weeks count half as much
/// with each that passes. Until two weeks are known every hour counts alike.
/// </summary>
public sealed class WeekShape
{
    private const int Hours = 7 * 24;

    /// <summary>Every hour weighs at least this part of the mean: nothing is ever out of the question.</summary>
    private const int LeastPart = 20;

    private static readonly Duration Known = Duration.FromDays(14);

    private readonly long[] _spent = new long[Hours];
    private readonly long[] _week = new long[Hours];
    private long _newest;
    private Instant? _since;

    /// <summary>Notes that so much was spent, in the budget's unit; negative amounts are taken for nothing.</summary>
    public void Observe(Instant at, long amount)
    {
        _since ??= at;
        if (amount <= 0)
            return;
        var (week, hour) = HourOf(at);
        Add(hour, week, amount);
    }

    /// <summary>Adds what was learned before, wherever that was.</summary>
    public void Merge(WeekRecord known)
    {
        _since = _since is { } since ? Instant.Min(since, known.Since) : known.Since;
        foreach (var (hour, week, amount) in known.Hours)
            Add(hour, week, amount);
    }

    /// <summary>Null where nothing was observed yet.</summary>
    public WeekRecord? ToRecord(string budget) => _since is not { } since
        ? null
        : new WeekRecord(budget, since, [.. Enumerable.Range(0, Hours).Where(hour => _spent[hour] > 0).Select(hour => new HourSpend(hour, _week[hour], _spent[hour]))]);

    /// <summary>How much of a window's usual spend is over at <paramref name="now"/>: parts of <see cref="Pace.Whole"/>; the whole for a window without an end.</summary>
    public int Course(BudgetWindow window, Instant now)
    {
        if (window.Start == Instant.MinValue || window.End == Instant.MaxValue || now >= window.End)
            return Pace.Whole;
        if (now <= window.Start)
            return 0;
        var least = _since is { } since && now - since >= Known ? Math.Max(1, Mean() / LeastPart) : 0;
        var over = Weight(window.Start, now, least);
        var whole = over + Weight(now, window.End, least);
        return (int)(over * Pace.Whole / whole);
    }

    /// <summary>Σ of the hours' weights from one instant to another, in weight × nanoseconds.</summary>
    /// <param name="least">0 where every hour counts alike.</param>
    private Int128 Weight(Instant from, Instant to, long least)
    {
        if (least == 0)
            return (to - from).ToInt128Nanoseconds();
        Int128 sum = 0;
        for (var at = from; at < to;)
        {
            var (_, hour) = HourOf(at);
            var next = Instant.Min(to, Instant.FromUnixTimeSeconds((at.ToUnixTimeSeconds() / 3600 + 1) * 3600));
            sum += (next - at).ToInt128Nanoseconds() * Math.Max(least, Usual(hour));
            at = next;
        }

        return sum;
    }

    private long Mean()
    {
        Int128 sum = 0;
        for (var hour = 0; hour < Hours; hour++)
            sum += Usual(hour);
        return (long)(sum / Hours);
    }

    private void Add(int hour, long week, long amount)
    {
        var newer = Math.Max(week, _week[hour]);
        _spent[hour] = Aged(_spent[hour], newer - _week[hour]) + Aged(amount, newer - week);
        _week[hour] = newer;
        _newest = Math.Max(_newest, newer);
    }

    /// <summary>
    /// Weighed as of the last whole week: an hour that has not come yet this week counts as much as one that has, and one in
    /// which nothing is spent any more counts less with each week.
    /// </summary>
    private long Usual(int hour) => Aged(_spent[hour], Math.Max(0, _newest - 1 - _week[hour]));

    private static long Aged(long amount, long weeks) => weeks >= 63 ? 0 : amount >> (int)weeks;

    private static (long Week, int Hour) HourOf(Instant at)
    {
        var hour = at.ToUnixTimeSeconds() / 3600;
        return (hour / Hours, (int)(hour % Hours));
    }
}
