namespace BudgetMesh.AspNetCore;

/// <summary>Who asks the decision API.</summary>
/// <param name="Name">Tells callers apart, as the id of a key does: what one names in an <c>Idempotency-Key</c> is nothing to another.</param>
/// <param name="Scope">For whom it speaks, and for all below; null for a caller that may speak for every scope.</param>
/// <param name="RefusalStatus">The status with which it is told that something is spent: 402, 403 or 429; 0 for 429.</param>
public sealed record DecisionCaller(string Name, ScopePath? Scope, int RefusalStatus)
{
    internal bool MaySpeakFor(ScopePath scope) => Scope is not { } own || own == scope || own.Contains(scope);
}
