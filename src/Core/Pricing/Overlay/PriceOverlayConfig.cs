namespace BudgetMesh.Pricing;

/// <summary>
/// Prices of a model as the operator wrote them: plain decimals in USD, <c>0</c> for what is free; null for what is left as listed.
/// A class that is given costs this at all times and at every length of input.
/// </summary>
public sealed record PriceOverlayConfig
{
    /// <summary>The id of a provider; one that is not listed is added.</summary>
    public string? Provider { get; init; }

    /// <summary>
    /// The id of a listed model, for every name that it answers to; or a single name, listed or not; or
    /// <see cref="PriceBook.AnyUnlistedModel"/> for the models that nobody lists.
    /// </summary>
    public string? Model { get; init; }

    public string? InputMtok { get; init; }

    public string? OutputMtok { get; init; }

    public string? CacheReadMtok { get; init; }

    public string? CacheWriteMtok { get; init; }

    /// <summary>For input that is kept in the provider's cache for an hour; without it, that costs what other cache writes cost.</summary>
    public string? CacheWriteOneHourMtok { get; init; }

    public string? InputAudioMtok { get; init; }

    public string? CacheAudioReadMtok { get; init; }

    public string? OutputAudioMtok { get; init; }

    public string? OutputImageMtok { get; init; }

    /// <summary>Per thousand requests, besides their tokens.</summary>
    public string? RequestsKcount { get; init; }

    /// <summary>Per thousand web searches that the provider runs.</summary>
    public string? WebSearchKcount { get; init; }

    /// <summary>What a batch request is cheaper by, in percent of all its token prices: <c>50</c>.</summary>
    public string? BatchDiscountPercent { get; init; }

    /// <summary>The largest input, in tokens.</summary>
    public string? ContextWindow { get; init; }
}
