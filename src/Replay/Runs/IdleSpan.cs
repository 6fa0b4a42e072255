using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh.Replay;

/// <summary>A span in which a scope asks for nothing: its rows of the trace are not sent.</summary>
public readonly record struct IdleSpan(ScopePath Scope, RunSpan Span)
{
    /// <summary>The middle third of a run of that length.</summary>
    public static IdleSpan MiddleThird(ScopePath scope, TimeSpan length) => new(scope, new RunSpan(length / 3, length / 3));

    /// <summary>Reads <c>acme/search@0s+60s</c>; on failure <paramref name="problem"/> says what would be right.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IdleSpan idle, out string problem)
    {
        idle = default;
        problem = $"\"{text}\" is not a scope and a span: write which, when it begins and how long it lasts in real time, such as acme/search@0s+60s";
        if (text?.Split('@') is not [var path, var when] || !RunSpan.TryParse(when, out var span))
            return false;
        if (!ScopePath.TryParse(path, out var scope, out var wrong))
        {
            problem = wrong;
            return false;
        }

        idle = new IdleSpan(scope, span);
        return true;
    }

    public override string ToString() => $"{Scope}@{Span}";
}
