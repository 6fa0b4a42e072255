using BudgetMesh.Routing;

namespace BudgetMesh.Rates;

/// <summary>On whose account a part of a limit is lent. Limits of a scope have one claim, the scope's own; a deployment's capacity is shared out among many.</summary>
/// <param name="Scope">Who a request counts as.</param>
/// <param name="Priority">Higher ones come first.</param>
public readonly record struct Claim(ScopePath Scope, Priority Priority)
{
    /// <summary>The claim on a scope's own limits: who waits is not asked there.</summary>
    public static Claim Own(ScopePath scope) => new(scope, Priority.Normal);

    public override string ToString() => $"{Scope} ({Priority})";
}
