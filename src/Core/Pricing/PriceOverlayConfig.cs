namespace BudgetMesh.Pricing;

/// <summary>
/// Prices of one model as the operator wrote them, in USD as plain decimals: per million tokens (<c>…Mtok</c>) or per thousand
/// requests (<c>…Kcount</c>). Null where nothing was written.
/// </summary>
public sealed record PriceOverlayConfig
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public string? InputMtok { get; init; }

    public string? OutputMtok { get; init; }

    public string? CacheReadMtok { get; init; }

    public string? CacheWriteMtok { get; init; }

    public string? CacheWriteOneHourMtok { get; init; }

    public string? InputAudioMtok { get; init; }

    public string? OutputAudioMtok { get; init; }

    public string? OutputImageMtok { get; init; }

    public string? RequestsKcount { get; init; }

    public string? WebSearchKcount { get; init; }

    public string? BatchInputMtok { get; init; }

    public string? BatchOutputMtok { get; init; }

    public string? ContextWindow { get; init; }
}
