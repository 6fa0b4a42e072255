using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>The values of one condition: whole labels, and beginnings of labels.</summary>
public sealed class LabelPatterns
{
    private readonly string[] _whole;
    private readonly string[] _beginnings;

    /// <param name="patterns">Each a label, or the beginning of one and <c>*</c>.</param>
    public LabelPatterns(IReadOnlyCollection<string> patterns)
    {
        Written = [.. patterns];
        _whole = [.. patterns.Where(static pattern => !pattern.EndsWith('*'))];
        _beginnings = [.. patterns.Where(static pattern => pattern.EndsWith('*')).Select(static pattern => pattern[..^1])];
    }

    public ImmutableArray<string> Written { get; }

    /// <summary>False for a request that states nothing. Callers use the same few strings: those are equal by reference.</summary>
    public bool Matches(string? label)
    {
        if (label is null)
            return false;
        foreach (var whole in _whole)
        {
            if (string.Equals(whole, label))
                return true;
        }

        foreach (var beginning in _beginnings)
        {
            if (label.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Whatever <paramref name="other"/> matches, this matches.</summary>
    public bool Covers(LabelPatterns other) => other._whole.All(Matches) && other._beginnings.All(CoversBeginning);

    private bool CoversBeginning(string beginning) => _beginnings.Any(mine => beginning.StartsWith(mine, StringComparison.Ordinal));
}
