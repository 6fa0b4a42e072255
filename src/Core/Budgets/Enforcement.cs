namespace BudgetMesh.Budgets;

/// <summary>What a spent budget does. Only <see cref="Hard"/> blocks.</summary>
public enum Enforcement
{
    /// <summary>Never overspent: a request that does not fit takes a cheaper deployment or is denied.</summary>
    Hard,

    /// <summary>Counts and alerts; never blocks.</summary>
    Soft,

    /// <summary>Counts what a hard budget would have done; neither blocks nor alerts.</summary>
    Shadow,
}
