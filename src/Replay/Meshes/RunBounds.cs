using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>How output bounds come about in one run, whatever the mesh says.</summary>
public enum RunBounds
{
    /// <summary>As the mesh says.</summary>
    Mesh,

    /// <summary>All scopes learn, and begin with 4,096.</summary>
    Learned,

    /// <summary>No scope learns; where the mesh says no number it is 4,096.</summary>
    Fixed,
}

/// <summary>Changes how a mesh's output bounds come about.</summary>
public static class RunBoundsMesh
{
    private const string Learned = "learned";

    public static MeshConfig Apply(MeshConfig mesh, RunBounds bounds) => bounds == RunBounds.Mesh ? mesh : mesh with
    {
        Defaults = (mesh.Defaults ?? new DefaultsConfig()) with { OutputBound = Of(bounds, mesh.Defaults?.OutputBound, Learned) },
        Scopes = mesh.Scopes?.ToDictionary(
            scope => scope.Key,
            scope => (scope.Value ?? new ScopeConfig()) with { OutputBound = Of(bounds, scope.Value?.OutputBound, null) },
            StringComparer.Ordinal),
    };

    private static string? Of(RunBounds bounds, string? written, string? learned) => bounds switch
    {
        RunBounds.Learned => learned,
        _ => written == Learned ? null : written,
    };
}
