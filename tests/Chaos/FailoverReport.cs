namespace BudgetMesh.Chaos;

/// <summary>How long owners were away, as it is printed. Times in seconds.</summary>
/// <param name="MedianS">Of a kill, until every owner has answered.</param>
/// <param name="Each">The same of every kill, in their order.</param>
/// <param name="LongestCallS">Of all calls, answered or refused.</param>
/// <param name="FailedCalls">That were refused, and made again.</param>
internal sealed record FailoverReport(
    string Engine, int Silos, int Kills, int Scopes, decimal MedianS, decimal LongestS, IReadOnlyList<decimal> Each, decimal LongestCallS, int FailedCalls);
