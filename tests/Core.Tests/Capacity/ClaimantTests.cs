using BudgetMesh.Capacity;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

public sealed class ClaimantTests
{
    [Theory]
    [InlineData("acme", "acme", 1)]
    [InlineData("acme/search", "acme/search", 1)]
    [InlineData("acme/search/live", "acme/search", 1)]
    [InlineData("acme/chat", "acme/chat", 3)]
    [InlineData("acme/chat/run-1", "acme/chat", 3)]
    [InlineData("globex", "globex", 1)]
    public void A_request_counts_as_the_nearest_scope_with_a_weight_else_as_its_team_else_as_its_tenant(string scope, string claimant, int weight) =>
        ClaimantOf(CapacityMesh.Config, scope).ShouldBe(new ClaimantPlan(ScopePath.Parse(claimant), weight));

    [Fact]
    public void A_reservation_makes_a_claimant()
    {
        var config = CapacityMesh.Config with { Reservations = [CapacityMesh.Launch with { Scope = "acme/search/live" }] };
        ClaimantOf(config, "acme/search/live").Scope.Value.ShouldBe("acme/search/live");
        ClaimantOf(config, "acme/search").Scope.Value.ShouldBe("acme/search");
    }

    [Fact]
    public void A_tenant_with_a_weight_counts_as_one()
    {
        var scopes = new Dictionary<string, ScopeConfig>(CapacityMesh.Config.Scopes!) { ["acme"] = new() { Weight = "2" } };
        var config = CapacityMesh.Config with { Scopes = scopes };
        ClaimantOf(config, "acme/search/live").ShouldBe(new ClaimantPlan(ScopePath.Parse("acme"), 2));
        ClaimantOf(config, "acme/chat").Scope.Value.ShouldBe("acme/chat");
    }

    [Theory]
    [InlineData("acme/search", "0", "write a whole number from 1 to 1000")]
    [InlineData("acme/search", "1001", "write a whole number from 1 to 1000")]
    [InlineData("acme/search", "1.5", "write a whole number from 1 to 1000")]
    [InlineData("acme/chat/run-*", "2", "write the weight there")]
    public void A_weight_is_a_small_number_of_a_configured_scope(string scope, string weight, string message)
    {
        var scopes = new Dictionary<string, ScopeConfig>(CapacityMesh.Config.Scopes!);
        scopes[scope] = scopes[scope] with { Weight = weight };
        var problem = MeshSample.ProblemsOf(CapacityMesh.Config with { Scopes = scopes }).ShouldHaveSingleItem();
        problem.Field.ShouldBe($"scopes.{scope}.weight");
        problem.Message.ShouldContain(message);
    }

    private static ClaimantPlan ClaimantOf(MeshConfig config, string scope)
    {
        MeshSample.Compile(config).TryResolve(scope, out var plan).ShouldBeTrue();
        return plan!.Claimant;
    }
}
