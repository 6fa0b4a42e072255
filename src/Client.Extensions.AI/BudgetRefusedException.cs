using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Extensions.AI;

/// <summary>A call was not made, because the gate refused or deferred it. Nothing was sent, and nothing is held.</summary>
public sealed class BudgetRefusedException(ScopePath scope, Decision decision) : Exception(Text(scope, decision))
{
    /// <summary>Who asked.</summary>
    public ScopePath Scope { get; } = scope;

    public Decision Decision { get; } = decision;

    public Reason Reason => Decision.Reason;

    /// <summary>When to ask again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter => Decision.RetryAfter;

    private static string Text(ScopePath scope, in Decision decision)
    {
        var blocker = decision.Blocker is { } found ? $" ({found})" : "";
        var retry = decision.RetryAfter is { } wait ? $"; ask again in {wait.TotalSeconds:0.###} s" : "";
        return $"{scope} may not send this request: {WireMapping.Reasons.ToWire(decision.Reason)}{blocker}{retry}. Decision {decision.Id}.";
    }
}
