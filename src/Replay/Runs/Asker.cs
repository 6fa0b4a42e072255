namespace BudgetMesh.Replay;

/// <summary>Somebody who asks: what is stated with each of its requests, and how many of all requests are its own.</summary>
/// <param name="Scope">Who pays.</param>
/// <param name="Share">Its part of the requests, in relation to the shares of the others; above 0.</param>
public sealed record Asker(ScopePath Scope, int Share = 1)
{
    public string? Task { get; init; }

    public Routing.Priority Priority { get; init; }

    public string? DataClass { get; init; }

    public string? Caller { get; init; }
}
