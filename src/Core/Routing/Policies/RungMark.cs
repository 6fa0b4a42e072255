using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>A place that a rule names, on whatever ladder the request takes: a deployment, a model in all its regions, or a tier.</summary>
/// <param name="Deployments">What the name stands for; at least one.</param>
/// <param name="Tier">The tier, or that of the first deployment.</param>
public sealed record RungMark(string Name, ImmutableArray<DeploymentPlan> Deployments, Tier Tier)
{
    /// <summary>The first rung of that name; on a ladder without it the first that is no better; else the number of rungs.</summary>
    public int First(ImmutableArray<DeploymentPlan> rungs)
    {
        for (var i = 0; i < rungs.Length; i++)
        {
            if (IsAt(rungs[i]))
                return i;
        }

        for (var i = 0; i < rungs.Length; i++)
        {
            if (rungs[i].Tier >= Tier)
                return i;
        }

        return rungs.Length;
    }

    /// <summary>The last rung of that name; on a ladder without it the last that is no worse; else −1.</summary>
    public int Last(ImmutableArray<DeploymentPlan> rungs)
    {
        for (var i = rungs.Length - 1; i >= 0; i--)
        {
            if (IsAt(rungs[i]))
                return i;
        }

        for (var i = rungs.Length - 1; i >= 0; i--)
        {
            if (rungs[i].Tier <= Tier)
                return i;
        }

        return -1;
    }

    public bool IsAt(DeploymentPlan rung) => Deployments.Any(named => named.Index == rung.Index);
}
