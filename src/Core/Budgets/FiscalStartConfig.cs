namespace BudgetMesh.Budgets;

/// <summary>The first day of the fiscal year as the operator wrote it: month 1 to 12, day 1 to 31; 1 where nothing was written.</summary>
public sealed record FiscalStartConfig
{
    public string? Month { get; init; }

    public string? Day { get; init; }
}
