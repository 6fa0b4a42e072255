namespace BudgetMesh.Storage;

/// <summary>What the books have of one pattern.</summary>
/// <param name="Scopes">How many it has made.</param>
public sealed record PatternTotals(string Pattern, long Scopes, IReadOnlyList<MadeBudgetTotals> Budgets);

/// <summary>One budget of all scopes of a pattern, over all windows that the books have. Amounts in its unit.</summary>
/// <param name="Windows">How many windows, each scope's counted.</param>
/// <param name="Open">How many of them are open.</param>
/// <param name="Held">Σ of the bounds of open holds.</param>
/// <param name="Free">Lent and not charged.</param>
/// <param name="SpentMost">The most that one window has spent.</param>
/// <param name="BeyondMost">The most that one open window has spent beyond its cap; not above 0 where none has.</param>
/// <param name="CapMost">The largest cap of a window.</param>
public sealed record MadeBudgetTotals(
    string Budget, long Windows, long Open, long Spent, long Held, long Free, long SpentMost, long BeyondMost, long CapMost);
