using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests.World;

/// <summary>The test mesh with limits.</summary>
internal static class LimitMesh
{
    /// <param name="scope">Of the team.</param>
    /// <param name="best">Of the best deployment.</param>
    /// <param name="only">There is no other rung than that.</param>
    /// <param name="hasBudgets">Without, it is limits alone that a request meets.</param>
    public static MeshConfig Of(LimitConfig? scope = null, LimitConfig? best = null, bool only = false, bool hasBudgets = true)
    {
        var mesh = TestMesh.Of();
        return mesh with
        {
            Scopes = mesh.Scopes!.ToDictionary(named => named.Key, named => named.Value with
            {
                Limits = named.Key == TestMesh.Team.Value && scope is not null ? [scope] : null,
                Budgets = hasBudgets ? named.Value.Budgets : null,
            }),
            Deployments = [.. mesh.Deployments!.Select(deployment => deployment.Id == TestMesh.Best && best is not null ? deployment with { Capacity = [best] } : deployment)],
            Ladders = only ? new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } } : mesh.Ladders,
        };
    }
}
