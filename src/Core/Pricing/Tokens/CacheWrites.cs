namespace BudgetMesh.Pricing;

/// <summary>The dearest way in which a request may have the provider cache its input; each includes those before it.</summary>
public enum CacheWrites
{
    None,
    FiveMinutes,
    OneHour,
}
