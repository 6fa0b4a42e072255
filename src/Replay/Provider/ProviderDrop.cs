using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BudgetMesh.Replay.Provider;

/// <summary>A span in which the fake provider allows only a part of its limits.</summary>
/// <param name="Factor">That part, from 0 up to, not including, 1.</param>
public readonly record struct ProviderDrop(decimal Factor, RunSpan Span)
{
    /// <summary>Reads <c>0.5@30s+60s</c>; on failure <paramref name="problem"/> says what would be right.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProviderDrop drop, out string problem)
    {
        drop = default;
        problem = $"\"{text}\" is not a drop: write what part of its limits the provider keeps (0 to less than 1), when it begins and how long it lasts in real time, such as 0.5@30s+60s";
        if (text?.Split('@') is not [var part, var when] || !RunSpan.TryParse(when, out var span))
            return false;
        if (!decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) || factor is < 0 or >= 1)
            return false;
        drop = new ProviderDrop(factor, span);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Factor}@{Span}");
}
