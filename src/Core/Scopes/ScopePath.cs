using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh;

/// <summary>
/// The path of a scope, root first: <c>acme</c>, <c>acme/search</c>, <c>acme/search/run-17</c>. Segments are of lower-case
/// letters, digits and <c>- _ . @</c>, start and end with a letter or digit, and are at most
/// <see cref="Limits.ScopeSegmentLengthMax"/> long; at most <see cref="Limits.ScopeDepthMax"/> levels and
/// <see cref="Limits.ScopePathLengthMax"/> characters. Lower case only, so that no two spellings name one payer.
/// </summary>
public readonly record struct ScopePath
{
    private readonly string? _path;

    private ScopePath(string path) => _path = path;

    /// <summary>The path as text; empty only for <c>default</c>.</summary>
    public string Value => _path ?? "";

    /// <summary>Levels: 1 for a tenant.</summary>
    public int Depth => Value.Length == 0 ? 0 : Value.AsSpan().Count('/') + 1;

    /// <summary>The scope that this one is part of, or null for a tenant.</summary>
    public ScopePath? Parent
    {
        get
        {
            var slash = Value.LastIndexOf('/');
            return slash < 0 ? null : new ScopePath(Value[..slash]);
        }
    }

    /// <exception cref="FormatException">Not a scope path; the message names the segment and what is allowed.</exception>
    public static ScopePath Parse(string text) =>
        TryParse(text, out var path, out var problem) ? path : throw new FormatException(problem);

    /// <summary>As <see cref="Parse"/>; on failure <paramref name="problem"/> is a sentence for the person who wrote the text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ScopePath path, out string problem)
    {
        path = default;
        problem = Problem(text);
        if (problem.Length > 0)
            return false;
        path = new ScopePath(text!);
        return true;
    }

    /// <summary>True where <paramref name="other"/> is this scope or lies below it.</summary>
    public bool Contains(ScopePath other) =>
        other.Value.StartsWith(Value, StringComparison.Ordinal) &&
        (other.Value.Length == Value.Length || other.Value[Value.Length] == '/');

    public override string ToString() => Value;

    private static string Problem(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "a scope path is empty: write for example acme/search";
        if (text.Length > Limits.ScopePathLengthMax)
            return $"scope path of {text.Length} characters: at most {Limits.ScopePathLengthMax} are allowed";
        var depth = 0;
        foreach (var range in text.AsSpan().Split('/'))
        {
            var segment = text.AsSpan()[range];
            if (++depth > Limits.ScopeDepthMax)
                return $"scope path \"{text}\" has more than {Limits.ScopeDepthMax} levels";
            if (segment.IsEmpty)
                return $"scope path \"{text}\" has an empty segment: write segments joined by single slashes, none at the ends";
            if (segment.Length > Limits.ScopeSegmentLengthMax)
                return $"scope path \"{text}\" has a segment of {segment.Length} characters: at most {Limits.ScopeSegmentLengthMax} are allowed";
            if (!char.IsAsciiLetterOrDigit(segment[0]) || !char.IsAsciiLetterOrDigit(segment[^1]) || segment.ContainsAnyExcept(Allowed))
                return $"scope path \"{text}\": segment \"{segment}\" may have lower-case letters, digits and - _ . @ and starts and ends with a letter or digit";
        }

        return "";
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.@");
}
