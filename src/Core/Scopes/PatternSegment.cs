namespace BudgetMesh;

/// <summary>One segment of a <see cref="ScopePattern"/>: plain, or with a star for one or more characters.</summary>
internal readonly struct PatternSegment
{
    private readonly string _before;
    private readonly string? _after;

    /// <param name="text">With at most one star.</param>
    public PatternSegment(string text)
    {
        var star = text.IndexOf('*', StringComparison.Ordinal);
        (_before, _after) = star < 0 ? (text, null) : (text[..star], text[(star + 1)..]);
    }

    /// <summary>How much it says: letters that are given, and a plain segment more than any with a star.</summary>
    public int Weight => _after is null ? Limits.ScopeSegmentLengthMax + 1 : _before.Length + _after.Length;

    public bool Matches(ReadOnlySpan<char> segment) => _after is null
        ? segment.SequenceEqual(_before)
        : segment.Length > _before.Length + _after.Length && segment.StartsWith(_before) && segment.EndsWith(_after);

    /// <summary>True where some text fits both. A star is as long as need be, so only the ends can contradict each other.</summary>
    public bool Overlaps(PatternSegment other) => (_after, other._after) switch
    {
        (null, _) => other.Matches(_before),
        (_, null) => Matches(other._before),
        var (after, otherAfter) => AgreeAtStart(_before, other._before) && AgreeAtEnd(after, otherAfter),
    };

    private static bool AgreeAtStart(string left, string right) =>
        left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal);

    private static bool AgreeAtEnd(string left, string right) =>
        left.EndsWith(right, StringComparison.Ordinal) || right.EndsWith(left, StringComparison.Ordinal);
}
