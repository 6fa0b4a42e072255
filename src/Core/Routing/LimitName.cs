using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>What a limit is called.</summary>
public static class LimitName
{
    /// <summary>As written, else by its unit; null where it says neither.</summary>
    public static string? Of(LimitConfig config) =>
        config.Name ?? (RateText.UnitOf(config.Rate ?? "") is { } unit ? NameText.Words<LimitUnit>()[(int)unit] : null);
}
