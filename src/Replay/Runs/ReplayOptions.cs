using System.Collections.Immutable;

namespace BudgetMesh.Replay;

/// <summary>How a trace is driven through gates.</summary>
/// <param name="Trace">What is asked.</param>
/// <param name="Scopes">Who asks: one, or several among which each request is dealt by chance.</param>
/// <param name="Speed">How fast.</param>
/// <param name="Seed">Decides which gate and which scope a request goes to, and how long the provider takes.</param>
public sealed record ReplayOptions(Trace Trace, ImmutableArray<ScopePath> Scopes, ReplaySpeed Speed, int Seed)
{
    /// <summary>The ladder that requests ask for; null for their scope's own.</summary>
    public string? Ladder { get; init; }

    /// <summary>Requests that are under way at once at <see cref="ReplaySpeed.Max"/>, over all gates.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>How often a client asks again after a refusal that passes by itself.</summary>
    public int RetriesMost { get; init; } = 8;
}
