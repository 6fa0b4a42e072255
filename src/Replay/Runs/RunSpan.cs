using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BudgetMesh.Replay;

/// <summary>A span of a replay, in real time since its first request.</summary>
/// <param name="At">When it begins; not negative.</param>
/// <param name="For">How long it lasts; above zero.</param>
public readonly record struct RunSpan(TimeSpan At, TimeSpan For)
{
    private const int HoursMost = 24;

    public TimeSpan End => At + For;

    public bool Contains(TimeSpan moment) => moment >= At && moment < End;

    /// <summary>Reads <c>30s+60s</c>: when it begins and how long it lasts, each in <c>ms</c>, <c>s</c> or <c>m</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunSpan span)
    {
        span = default;
        if (text?.Split('+') is not [var at, var length] || Duration(at) is not { } begins || Duration(length) is not { } lasts || lasts <= TimeSpan.Zero)
            return false;
        span = new RunSpan(begins, lasts);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.###}s+{For.TotalSeconds:0.###}s");

    private static TimeSpan? Duration(string text)
    {
        var digits = text.AsSpan().TrimEnd("ms");
        double? milliseconds = text.AsSpan()[digits.Length..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => null,
        };
        return milliseconds is { } unit && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * unit <= TimeSpan.FromHours(HoursMost).TotalMilliseconds
            ? TimeSpan.FromMilliseconds(count * unit)
            : null;
    }
}
