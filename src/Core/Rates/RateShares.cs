namespace BudgetMesh.Rates;

/// <summary>By what a limit is shared out.</summary>
/// <param name="Weights">Of scopes that have another than 1.</param>
/// <param name="Reserved">What is reserved now, in the limit's amount by the hour or at once; together no more than the limit.</param>
public sealed record RateShares(IReadOnlyDictionary<ScopePath, int> Weights, IReadOnlyDictionary<ScopePath, long> Reserved)
{
    /// <summary>All weigh the same, and nothing is reserved.</summary>
    public static RateShares Equal { get; } = new(new Dictionary<ScopePath, int>(), new Dictionary<ScopePath, long>());

    public int WeightOf(ScopePath scope) => Weights.GetValueOrDefault(scope, 1);

    public long ReservedBy(ScopePath scope) => Reserved.GetValueOrDefault(scope);
}
