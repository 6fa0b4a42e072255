namespace BudgetMesh.Pricing;

/// <summary>
/// Where one number is found, below the root of the usage, and what it counts: a class of tokens, or web searches where that
/// is null.
/// </summary>
internal sealed record UsageMapping(JsonPath Path, TokenClass? TokenClass, bool Required);
