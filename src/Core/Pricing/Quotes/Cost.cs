namespace BudgetMesh.Pricing;

/// <summary>
/// What one request cost. Input (with prices per request and per search) and output are each rounded once, half up, to a
/// nano-dollar; the total is their sum.
/// </summary>
public readonly record struct Cost(Money Input, Money Output, string PriceVersion)
{
    public Money Total => Input + Output;

    /// <summary>Searches that the provider ran and the price book has no price for: what they cost is missing here.</summary>
    public long UnpricedWebSearches { get; init; }
}
