namespace BudgetMesh.Budgets;

/// <summary>A budget as the operator wrote it; null where nothing was written.</summary>
public sealed record BudgetConfig
{
    /// <summary>Unique among the budgets of its scope.</summary>
    public string? Name { get; init; }

    /// <summary>Number and unit: <c>5000 USD</c>, <c>2000000 tokens</c>, <c>100 requests</c>.</summary>
    public string? Amount { get; init; }

    /// <summary><c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c>, <c>quarter</c>, <c>year</c> or <c>total</c>.</summary>
    public string? Period { get; init; }

    /// <summary>IANA zone such as <c>Europe/Berlin</c>; else the scope's.</summary>
    public string? Zone { get; init; }

    /// <summary>Where fiscal months, quarters and years start; else the scope's.</summary>
    public FiscalStartConfig? FiscalStart { get; init; }

    /// <summary>First day of the week such as <c>monday</c>; else the scope's.</summary>
    public string? WeekStart { get; init; }

    /// <summary><c>hard</c> (when nothing is written), <c>soft</c> or <c>shadow</c>.</summary>
    public string? Enforcement { get; init; }

    /// <summary><c>on</c>: spend ahead of the window's course starts ladders lower, lower priorities first; or <c>off</c>. Else as the defaults say.</summary>
    public string? Pacing { get; init; }
}
