namespace BudgetMesh.Budgets;

/// <summary>How long one window of a budget lasts. Months, quarters and years follow the fiscal start; <see cref="Total"/> never ends.</summary>
public enum BudgetPeriod
{
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Total,
}
