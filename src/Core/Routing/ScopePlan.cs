using System.Collections.Immutable;
using BudgetMesh.Budgets;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Routing;

/// <summary>A scope in force: what its requests are charged to and what they may use.</summary>
public sealed class ScopePlan
{
    /// <summary>Its place among the configured scopes of its mesh, from 0: an index into what others keep per scope. −1 for one that was made of a pattern.</summary>
    public required int Index { get; init; }

    public required ScopePath Path { get; init; }

    /// <summary>The pattern that it was made of by its first request; null for a configured scope.</summary>
    public PatternPlan? MadeOf { get; init; }

    /// <summary>The scope that this one is part of; null for a tenant.</summary>
    public required ScopePlan? Parent { get; init; }

    /// <summary>Its own budgets, as written; at most <see cref="BudgetMesh.Limits.BudgetsPerScopeMax"/>.</summary>
    public required ImmutableArray<BudgetPlan> Budgets { get; init; }

    /// <summary>
    /// Every budget that a request here must fit: its own first, the tenant's last, so that the level that is tried last is
    /// the one that most requests share. At most <see cref="BudgetMesh.Limits.LegsPerHoldMax"/>.
    /// </summary>
    public required ImmutableArray<BudgetPlan> Levels { get; init; }

    /// <summary>Its own limits, as written; at most <see cref="BudgetMesh.Limits.LimitsPerOwnerMax"/>.</summary>
    public required ImmutableArray<LimitPlan> Limits { get; init; }

    /// <summary>Every limit that a request here must fit: its own first, the tenant's last. At most <see cref="BudgetMesh.Limits.LimitLevelsMax"/>.</summary>
    public required ImmutableArray<ScopeLimit> LimitLevels { get; init; }

    /// <summary>Who its requests count as where a deployment's capacity is shared out.</summary>
    public required ClaimantPlan Claimant { get; init; }

    /// <summary>Its own ladder, else its parent's, else the default.</summary>
    public required LadderPlan Ladder { get; init; }

    /// <summary>
    /// Output tokens that are sent as the bound where the client states none; where <see cref="LearnsOutputBound"/>, for as long
    /// as too little is known. 1 to <see cref="BudgetMesh.Limits.TokensPerRequestMax"/>.
    /// </summary>
    public required int OutputBound { get; init; }

    /// <summary>The bound follows from how long answers have been.</summary>
    public required bool LearnsOutputBound { get; init; }

    /// <summary>Where windows start for budgets that do not say so themselves.</summary>
    public required BudgetCalendar Calendar { get; init; }

    /// <summary>The rules that its requests obey: its own first, then its ancestors', the mesh's last.</summary>
    public required PolicySet Policies { get; init; }

    /// <summary>What the scopes look like that can be made below this one, the most specific pattern first. Without a path, and with budgets of no scope.</summary>
    internal ImmutableArray<ScopePlan> FirstUse { get; set; } = [];

    /// <summary>Where what is learned of answers is kept: scopes of one pattern are alike, and each is too short-lived to be learned from.</summary>
    public string LearnsAs => MadeOf?.Pattern.Text ?? Path.Value;

    public override string ToString() => MadeOf is not null && Path == default ? MadeOf.Pattern.Text : Path.Value;

    /// <summary>The scope of this shape at <paramref name="path"/>, below <paramref name="parent"/>.</summary>
    internal ScopePlan MakeAt(ScopePath path, ScopePlan parent)
    {
        ImmutableArray<BudgetPlan> budgets = [.. Budgets.Select(budget => budget with { Scope = path })];
        return new ScopePlan
        {
            Index = -1,
            Path = path,
            MadeOf = MadeOf,
            Parent = parent,
            Budgets = budgets,
            Levels = [.. budgets, .. parent.Levels],
            Limits = Limits,
            LimitLevels = [.. Limits.Select(limit => new ScopeLimit(path, limit)), .. parent.LimitLevels],
            Claimant = parent.Claimant,
            Ladder = Ladder,
            OutputBound = OutputBound,
            LearnsOutputBound = LearnsOutputBound,
            Calendar = Calendar,
            Policies = Policies,
            FirstUse = FirstUse,
        };
    }
}
