using System.Buffers;
using System.Globalization;

namespace BudgetMesh.Capacity;

/// <summary>A duration as Go's <c>time.Duration</c> prints it, which OpenAI's headers use: <c>6m0s</c>, <c>1.5s</c>, <c>120ms</c>. A bare number counts seconds.</summary>
internal static class GoDuration
{
    /// <summary>More digits than any wait has, and few enough that nothing overflows.</summary>
    private const int DigitsMax = 12;

    private static readonly SearchValues<char> _numeric = SearchValues.Create("0123456789.");

    /// <returns>Null where it is not one, or is negative.</returns>
    public static TimeSpan? Read(string? text)
    {
        var rest = text.AsSpan().Trim();
        if (TryNumber(rest, out var seconds))
            return Sum(seconds * TimeSpan.TicksPerSecond);
        var ticks = 0m;
        do
        {
            var number = rest[..EndOf(rest.IndexOfAnyExcept(_numeric), rest)];
            rest = rest[number.Length..];
            var unit = rest[..EndOf(rest.IndexOfAny(_numeric), rest)];
            rest = rest[unit.Length..];
            if (!TryNumber(number, out var count) || TicksOf(unit) is not { } ticksOfUnit)
                return null;
            ticks += count * ticksOfUnit;
        }
        while (!rest.IsEmpty);

        return Sum(ticks);
    }

    private static TimeSpan? Sum(decimal ticks) => ticks <= TimeSpan.MaxValue.Ticks ? new TimeSpan((long)ticks) : null;

    private static int EndOf(int index, ReadOnlySpan<char> text) => index < 0 ? text.Length : index;

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= DigitsMax && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static decimal? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        _ => null,
    };
}
