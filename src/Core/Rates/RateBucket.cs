using System.Runtime.CompilerServices;

namespace BudgetMesh.Rates;

/// <summary>
/// An exact token bucket: in any time τ no more than <c>rate · τ + burst</c> is charged, less what was put back. Integers
/// throughout: a level is counted in units times the microseconds of an hour, so that a microsecond adds exactly the hourly rate.
/// Time is read in whole microseconds of a monotonic clock of any origin; time that goes back counts as none.
/// </summary>
/// <remarks>One owner: calls do not overlap. Nothing but construction allocates.</remarks>
internal sealed class RateBucket
{
    /// <summary>The largest rate: <see cref="Limits.RateMax"/> in a minute.</summary>
    public const long RatePerHourMax = Limits.RateMax * 60;

    /// <summary>What one unit counts: the microseconds of an hour. A full level, 3.6 · 10¹⁸, and what the largest rate adds to it until it is seen to be full stay below 2⁶³.</summary>
    private const long Unit = 3_600_000_000;

    private readonly SlackHistory _slacks = new();

    private long _level;

    private long _full;

    /// <summary>After so many microseconds it is full, whatever it was.</summary>
    private long _fillMicros = long.MaxValue;

    /// <summary>Up to here the level has grown.</summary>
    private long _atMicros = Micros(TimeSpan.MinValue);

    /// <summary>Units in an hour, from 0 to <see cref="RatePerHourMax"/>.</summary>
    public long RatePerHour { get; private set; }

    /// <summary>Units, from 0 to <see cref="Limits.RateMax"/>.</summary>
    public long Burst { get; private set; }

    /// <summary>New terms. What has accrued is kept, up to the new burst; the same terms change nothing. A bucket begins empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside what <see cref="RatePerHour"/> and <see cref="Burst"/> say.</exception>
    public void Set(long ratePerHour, long burst, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratePerHour);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePerHour, RatePerHourMax);
        ArgumentOutOfRangeException.ThrowIfNegative(burst);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, Limits.RateMax);
        if (ratePerHour == RatePerHour && burst == Burst)
            return;
        Advance(now);
        NoteChange();
        (RatePerHour, Burst) = (ratePerHour, burst);
        _full = burst * Unit;
        _fillMicros = ratePerHour == 0 ? long.MaxValue : _full / ratePerHour + 1;
        _level = Math.Min(_level, _full);
        NoteChange();
    }

    /// <summary>Whole units that are there.</summary>
    public long Level(TimeSpan now)
    {
        Advance(now);
        return _level / Unit;
    }

    /// <summary>Whether so many units are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(long units, TimeSpan now)
    {
        Advance(now);
        return (ulong)units <= (ulong)Burst && units * Unit <= _level;
    }

    /// <param name="units">0 or more, that it <see cref="Has"/>.</param>
    /// <exception cref="InvalidOperationException">It has not so many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge(long units, TimeSpan now)
    {
        if (!Has(units, now))
            throw new InvalidOperationException("More is charged than is there.");

        // The level is at its highest just before it falls. Requests of one microsecond do not bind each other: what they charged was there for all.
        _slacks.Note(_atMicros, _full - _level);
        _level -= units * Unit;
    }

    /// <summary>How long until so many units are there if nothing is charged; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    /// <param name="units">0 or more.</param>
    public TimeSpan TimeUntil(long units, TimeSpan now)
    {
        if (Has(units, now))
            return TimeSpan.Zero;
        if (RatePerHour == 0 || units > Burst)
            return TimeSpan.MaxValue;
        var micros = (units * Unit - _level + RatePerHour - 1) / RatePerHour;
        var ticks = ((Int128)_atMicros + micros) * TimeSpan.TicksPerMicrosecond - now.Ticks;
        return ticks < TimeSpan.MaxValue.Ticks ? new TimeSpan((long)ticks) : TimeSpan.MaxValue;
    }

    /// <summary>The owner's transfer: raises the level, no further than the burst.</summary>
    /// <param name="units">0 or more.</param>
    public void Add(long units, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Advance(now);
        _level = Math.Min(_full, _level + Math.Min(units, Burst) * Unit);
        NoteChange();
    }

    /// <summary>
    /// Puts back what a request turned out not to use, as if it had not been charged in the first place. What would have
    /// overflowed meanwhile is lost.
    /// </summary>
    /// <param name="units">0 or more, at most what was charged then and not yet put back.</param>
    /// <param name="chargedAt">The time with which it was charged.</param>
    /// <returns>Units put back, at most <paramref name="units"/>.</returns>
    public long Refund(long units, TimeSpan chargedAt, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Advance(now);
        var chargedMicros = Micros(chargedAt);
        var granted = Math.Min(units, Math.Min(_full - _level, _slacks.Since(chargedMicros)) / Unit);
        _slacks.Lower(chargedMicros, granted * Unit);
        _level += granted * Unit;
        return granted;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(TimeSpan now)
    {
        var elapsed = Micros(now) - _atMicros;
        if (elapsed <= 0)
            return;
        _level = elapsed < _fillMicros ? Math.Min(_full, _level + elapsed * RatePerHour) : _full;
        _atMicros += elapsed;
    }

    /// <summary>It binds what was charged in this very microsecond too: which of the two came first is not known later.</summary>
    private void NoteChange() => _slacks.Note(_atMicros + 1, _full - _level);

    /// <summary>Rounded down, also before the origin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Micros(TimeSpan time) =>
        time.Ticks >= 0 ? time.Ticks / TimeSpan.TicksPerMicrosecond : ~(~time.Ticks / TimeSpan.TicksPerMicrosecond);
}
