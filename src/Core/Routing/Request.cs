using BudgetMesh.Pricing;

namespace BudgetMesh.Routing;

/// <summary>What a gateway asks about, before it sends a request.</summary>
/// <param name="Scope">Who pays: a configured scope, or anything below one.</param>
/// <param name="InputTokens">The most that the input can be.</param>
public readonly record struct Request(ScopePath Scope, TokenCount InputTokens)
{
    /// <summary>The client's own output bound; null where it stated none.</summary>
    public TokenCount? OutputBound { get; init; }

    /// <summary>A ladder of the mesh to use instead of the scope's own; null for that. A policy rule that names a ladder wins over it.</summary>
    public string? Ladder { get; init; }

    /// <summary>What it is done for, such as <c>summarize</c>; null where nobody said. A <see cref="Label"/>.</summary>
    public string? Task { get; init; }

    public Priority Priority { get; init; }

    /// <summary>It may as well be done later: where capacity is short it is deferred rather than downgraded.</summary>
    public bool IsDeferrable { get; init; }

    /// <summary>What kind of data is in it, such as <c>confidential</c>; null where nobody said. A <see cref="Label"/>.</summary>
    public string? DataClass { get; init; }

    /// <summary>The program or person that asks, within the scope; null where nobody said. A <see cref="Label"/>.</summary>
    public string? Caller { get; init; }

    /// <summary>
    /// Ids of the deployments that the caller can send it to now, such as those whose API the request is written for, without those that
    /// have just failed; null for all. Other rungs are as if they were not on the ladder.
    /// </summary>
    public IReadOnlySet<string>? Reachable { get; init; }

    /// <summary>What of the input the provider may be asked to write to its cache: dearer than plain input at some.</summary>
    public CacheWrites CacheWrites { get; init; }
}
