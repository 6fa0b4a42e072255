using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>A ladder for one run, added to the mesh under a name that it does not have yet.</summary>
public static class OwnLadder
{
    /// <param name="mesh">The mesh as written.</param>
    /// <param name="rungs">Tiers, deployments or <c>ladder:NAME</c>, best first.</param>
    /// <param name="name">The name that requests ask for.</param>
    public static MeshConfig Add(MeshConfig mesh, IReadOnlyList<string> rungs, out string name)
    {
        var ladders = new Dictionary<string, LadderConfig>(mesh.Ladders ?? new Dictionary<string, LadderConfig>(), StringComparer.Ordinal);
        name = "replay";
        for (var i = 2; ladders.ContainsKey(name); i++)
            name = $"replay-{i}";
        ladders[name] = new LadderConfig { Rungs = rungs };
        return mesh with { Ladders = ladders };
    }
}
