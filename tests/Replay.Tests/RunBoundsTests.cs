using BudgetMesh.Routing;

namespace BudgetMesh.Replay.Tests;

public sealed class RunBoundsTests
{
    private static readonly MeshConfig Mesh = new()
    {
        Defaults = new DefaultsConfig { OutputBound = "learned", HoldLifetime = "90s" },
        Scopes = new Dictionary<string, ScopeConfig> { ["acme"] = new() { OutputBound = "500", Ladder = "best" }, ["globex"] = new() { OutputBound = "learned" } },
    };

    [Fact]
    public void As_the_mesh_says_changes_nothing() => RunBoundsMesh.Apply(Mesh, RunBounds.Mesh).ShouldBeSameAs(Mesh);

    [Theory]
    [InlineData(RunBounds.Learned, "learned", null)]
    [InlineData(RunBounds.Fixed, null, "500")]
    public void Learned_is_for_all_scopes_and_fixed_keeps_the_numbers(RunBounds bounds, string? ofAll, string? ofAcme)
    {
        var mesh = RunBoundsMesh.Apply(Mesh, bounds);

        (mesh.Defaults!.OutputBound, mesh.Defaults.HoldLifetime).ShouldBe((ofAll, "90s"));
        (mesh.Scopes!["acme"].OutputBound, mesh.Scopes["acme"].Ladder).ShouldBe((ofAcme, "best"));
        mesh.Scopes["globex"].OutputBound.ShouldBeNull();
    }
}
