using BudgetMesh.Pricing;

namespace BudgetMesh.Routing;

/// <summary>What a gateway asks about, before it sends a request.</summary>
/// <param name="Scope">Who pays: a configured scope, or anything below one.</param>
/// <param name="InputTokens">The most that the input can be.</param>
public readonly record struct Request(ScopePath Scope, TokenCount InputTokens)
{
    /// <summary>The client's own output bound; null where it stated none.</summary>
    public TokenCount? OutputBound { get; init; }

    /// <summary>A ladder of the mesh to use instead of the scope's own; null for that.</summary>
    public string? Ladder { get; init; }

    /// <summary>Where a paced budget saves, lower priorities start their ladder lower first.</summary>
    public Priority Priority { get; init; }

    /// <summary>What of the input the provider may be asked to write to its cache: dearer than plain input at some.</summary>
    public CacheWrites CacheWrites { get; init; }
}
