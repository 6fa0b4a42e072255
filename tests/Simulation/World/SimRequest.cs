using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.World;

/// <summary>One request that a gateway sent to the provider, as the provider and the simulation know it.</summary>
public sealed class SimRequest
{
    public required SimGateway Gateway { get; init; }

    public required Decision Decision { get; set; }

    /// <summary>Budgets and windows that its hold occupies, as they were when it was admitted or last extended.</summary>
    public required IReadOnlyList<ReceiptLeg> Legs { get; set; }

    /// <summary>When it was sent, or last extended.</summary>
    public required TimeSpan At { get; set; }

    /// <summary>The output tokens that it was held for before it was last extended.</summary>
    public long OutputBoundBefore { get; set; }

    /// <summary>The limits that it met.</summary>
    public required IReadOnlyList<(RateOwnerId Owner, LimitPlan Limit)> Limits { get; init; }

    public required TokenCount InputTokens { get; init; }

    /// <summary>Null until the provider has answered.</summary>
    public TokenCount? OutputTokens { get; set; }

    public TokenUsage Usage => new() { Input = InputTokens, Output = OutputTokens ?? TokenCount.Zero };

    /// <summary>What the provider bills on a leg, by arithmetic of its own.</summary>
    public long Actual(ReceiptLeg leg) => leg.Budget switch
    {
        "requests" => 1,
        "tokens" => InputTokens.Value + OutputTokens!.Value.Value,
        _ when Decision.Deployment!.Id == SimMesh.Premium => InputTokens.Value * 5_000 + OutputTokens!.Value.Value * 25_000,
        _ => InputTokens.Value * 500 + OutputTokens!.Value.Value * 2_000,
    };
}
