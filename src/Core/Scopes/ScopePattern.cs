using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh;

/// <summary>
/// The paths of scopes that are made by their first request: <c>acme/*/run-*</c>. Written as a path in which each segment may have
/// one <c>*</c>, which stands for one or more characters of that segment. Of a tenant there is no pattern: a tenant pays, so
/// somebody has to have agreed to it.
/// </summary>
public sealed class ScopePattern
{
    private readonly ImmutableArray<PatternSegment> _segments;

    private ScopePattern(string text, ImmutableArray<PatternSegment> segments) => (Text, _segments) = (text, segments);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Levels: those of every path that it matches.</summary>
    public int Depth => _segments.Length;

    /// <summary>What the parents of its scopes look like: the pattern without its last segment, which may be a plain path.</summary>
    public string ParentText => Text[..Text.LastIndexOf('/')];

    /// <summary>Whether a text is meant as a pattern.</summary>
    public static bool IsPattern(string text) => text.Contains('*', StringComparison.Ordinal);

    /// <exception cref="FormatException">Not a pattern; the message says what is wrong.</exception>
    public static ScopePattern Parse(string text) => TryParse(text, out var pattern, out var problem) ? pattern : throw new FormatException(problem);

    /// <summary>As <see cref="Parse"/>; on failure <paramref name="problem"/> is a sentence for the person who wrote the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScopePattern? pattern, out string problem)
    {
        pattern = null;
        var segments = text.Split('/');
        problem =
            Array.Exists(segments, static segment => segment.AsSpan().Count('*') > 1) ? $"scope pattern \"{text}\" has two stars in one segment: write one, such as run-*"
            : segments.Length < 2 ? $"scope pattern \"{text}\" is too short: a tenant is not made by a request; write it out and put the pattern below it, such as acme/{text}"
            : !ScopePath.TryParse(text.Replace('*', 'x'), out _, out var malformed) ? malformed.Replace(text.Replace('*', 'x'), text, StringComparison.Ordinal)
            : "";
        if (problem.Length > 0)
            return false;
        pattern = new ScopePattern(text, [.. segments.Select(static segment => new PatternSegment(segment))]);
        return true;
    }

    public bool Matches(ReadOnlySpan<char> path) => Matches(path, Depth);

    /// <summary>Whether scopes that match can be children of <paramref name="path"/>.</summary>
    public bool MatchesBelow(ReadOnlySpan<char> path) => Matches(path, Depth - 1);

    /// <summary>True where some path fits both.</summary>
    public bool Overlaps(ScopePattern other) => Depth == other.Depth && Overlaps(other, Depth);

    /// <summary>True where a scope of this pattern can be the child of one of <paramref name="parent"/>.</summary>
    public bool MayBeBelow(ScopePattern parent) => Depth == parent.Depth + 1 && Overlaps(parent, parent.Depth);

    /// <summary>
    /// Above 0 where this pattern says more than <paramref name="other"/> and so wins a path that fits both: in the first segment
    /// from the left that differs, a plain one before a star, and more letters before fewer. 0 where neither does.
    /// </summary>
    public int CompareSpecificity(ScopePattern other)
    {
        for (var i = 0; i < Math.Min(Depth, other.Depth); i++)
        {
            if (_segments[i].Weight.CompareTo(other._segments[i].Weight) is not 0 and var differs)
                return differs;
        }

        return 0;
    }

    public override string ToString() => Text;

    private bool Matches(ReadOnlySpan<char> path, int depth)
    {
        var at = 0;
        foreach (var range in path.Split('/'))
        {
            if (at == depth || !_segments[at].Matches(path[range]))
                return false;
            at++;
        }

        return at == depth;
    }

    private bool Overlaps(ScopePattern other, int depth)
    {
        for (var i = 0; i < depth; i++)
        {
            if (!_segments[i].Overlaps(other._segments[i]))
                return false;
        }

        return true;
    }
}
