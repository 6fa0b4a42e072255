namespace BudgetMesh.Pricing;

/// <summary>
/// One price of a quote, for people to read. The key is that of a price list: <c>cache_read_mtok</c>, per million tokens;
/// <c>requests_kcount</c>, per thousand. It holds for requests with more input than <paramref name="AboveInputTokens"/>; 0 for all.
/// </summary>
public readonly record struct PriceLine(string Key, long AboveInputTokens, decimal Usd);
