namespace BudgetMesh.Replay;

/// <summary>What the silo says about the hard USD budgets of all scopes that requests have made of one pattern, added up.</summary>
/// <param name="Scopes">How many there are.</param>
/// <param name="Cap">Of one window of one scope; the largest.</param>
/// <param name="BeyondMost">The most that one window has spent beyond its cap, by the books.</param>
/// <param name="Receipts">Σ of the receipts' legs.</param>
public sealed record MadeReading(
    string Pattern, string Budget, long Scopes, Money Cap, Money Spent, Money SpentMost, Money BeyondMost, Money Held, Money Free, Money Receipts);
