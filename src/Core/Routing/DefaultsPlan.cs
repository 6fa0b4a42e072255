using System.Collections.Immutable;
using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>What holds for the whole mesh.</summary>
/// <param name="OutputBound">Output tokens; 1 to <see cref="Limits.TokensPerRequestMax"/>.</param>
/// <param name="LearnsOutputBound">Scopes that say nothing of their own learn their bound.</param>
/// <param name="HoldLifetime">How long a hold waits for its settlement; 1 second to <see cref="Limits.HoldLifetimeSecondsMax"/>.</param>
/// <param name="WhenSiloAway">What a gate tries in order; ends with <see cref="AwayAction.Deny"/>.</param>
/// <param name="Pacing">For budgets that do not say so themselves.</param>
public sealed record DefaultsPlan(int OutputBound, bool LearnsOutputBound, Duration HoldLifetime, ImmutableArray<AwayAction> WhenSiloAway, Pacing Pacing)
{
    /// <summary>What holds where the operator wrote nothing.</summary>
    public static DefaultsPlan Standard { get; } = new(4096, LearnsOutputBound: false, Duration.FromMinutes(10), [AwayAction.Downgrade, AwayAction.Deny], Pacing.Off);
}
