using BudgetMesh.Budgets;

namespace BudgetMesh.Routing;

/// <summary>
/// A scope as the operator wrote it, or, under a <see cref="ScopePattern"/>, what scopes are like that their first request makes. What
/// it does not say, it has from its parent; budgets add up from leaf to root.
/// </summary>
public sealed record ScopeConfig
{
    public IReadOnlyList<BudgetConfig>? Budgets { get; init; }

    /// <summary>What may be asked in a minute or at once; limits add up from leaf to root, as budgets do.</summary>
    public IReadOnlyList<LimitConfig>? Limits { get; init; }

    /// <summary>Its share of a contended deployment against that of others, which have 1.</summary>
    public string? Weight { get; init; }

    /// <summary>IANA zone of the budgets here and below.</summary>
    public string? Zone { get; init; }

    /// <summary>Fiscal start of the budgets here and below.</summary>
    public FiscalStartConfig? FiscalStart { get; init; }

    /// <summary>First day of the week of the budgets here and below, such as <c>monday</c>.</summary>
    public string? WeekStart { get; init; }

    /// <summary>Name of the ladder that requests here and below use.</summary>
    public string? Ladder { get; init; }

    /// <summary>Output tokens that are sent as the bound where the client states none; or <c>learned</c>, which begins with the number that stands above, else 4096.</summary>
    public string? OutputBound { get; init; }

    /// <summary>How many scopes may be made of a pattern; null for <see cref="BudgetMesh.Limits.MadeScopesUsual"/>.</summary>
    public string? AtMost { get; init; }

    /// <summary>When an unused scope of a pattern is forgotten, such as <c>720h</c>, which is what null means.</summary>
    public string? ForgetAfter { get; init; }

    /// <summary>Rules for requests here and below, before those of the ancestors and of the mesh.</summary>
    public IReadOnlyList<PolicyConfig>? Policies { get; init; }
}
