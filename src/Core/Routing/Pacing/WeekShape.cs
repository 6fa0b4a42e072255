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
    private Instant? _since;

    /// <summary>Notes that so much was spent, in the budget's unit; negative amounts are taken for nothing.</summary>
    public void Observe(Instant at, long amount)
    {
        _since ??= at;
        if (amount <= 0)
            return;
        var (week, hour) = HourOf(at);
        for (; _week[hour] < week && _spent[hour] > 0; _week[hour]++)
            _spent[hour] /= 2;
        _week[hour] = week;
        _spent[hour] += amount;
    }

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
            sum += (next - at).ToInt128Nanoseconds() * Math.Max(least, _spent[hour]);
            at = next;
        }

        return sum;
    }

    private long Mean()
    {
        Int128 sum = 0;
        foreach (var spent in _spent)
            sum += spent;
        return (long)(sum / Hours);
    }

    private static (long Week, int Hour) HourOf(Instant at)
    {
        var hour = at.ToUnixTimeSeconds() / 3600;
        return (hour / Hours, (int)(hour % Hours));
    }
}
