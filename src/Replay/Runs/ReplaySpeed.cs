using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BudgetMesh.Replay;

/// <summary>
/// How fast a trace is replayed: <c>max</c> as fast as it goes with a fixed number in flight, or <c>Nx</c>, which compresses
/// arrivals and the provider's time alike.
/// </summary>
public readonly record struct ReplaySpeed
{
    private const int FactorMost = 100_000;

    private ReplaySpeed(double? factor) => Factor = factor;

    /// <summary>How many times faster than the trace, above 0; null for <see cref="Max"/>.</summary>
    public double? Factor { get; }

    public static ReplaySpeed Max => default;

    /// <summary>Reads <c>max</c>, <c>1x</c>, <c>60x</c>, <c>0.5x</c>; on failure <paramref name="problem"/> says what would be right.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReplaySpeed speed, out string problem)
    {
        speed = Max;
        problem = "";
        if (text is "max")
            return true;
        if (text is not null && text.EndsWith('x')
            && double.TryParse(text.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and <= FactorMost)
        {
            speed = new ReplaySpeed(factor);
            return true;
        }

        problem = $"\"{text}\" is not a speed: write max, or how many times faster, such as 60x (above 0, at most {FactorMost}x)";
        return false;
    }

    /// <summary>A duration of the trace as it lasts in the replay; none at <see cref="Max"/>.</summary>
    public TimeSpan Scale(TimeSpan duration) => Factor is { } factor ? duration / factor : TimeSpan.Zero;

    public override string ToString() => Factor is { } factor ? string.Create(CultureInfo.InvariantCulture, $"{factor}x") : "max";
}
