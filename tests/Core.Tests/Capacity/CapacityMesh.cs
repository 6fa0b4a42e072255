using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

/// <summary>A mesh with a deployment in two regions, and one with nothing said of its capacity.</summary>
internal static class CapacityMesh
{
    public const string Us = "openai/gpt-5@us";

    public static MeshConfig Config => new()
    {
        Deployments =
        [
            new() { Id = Us, Tier = "premium", Capacity = [new() { Rate = "2_000_000 tokens per minute" }, new() { Rate = "65 concurrent requests" }] },
            new() { Id = "anthropic/claude-opus", Tier = "premium" },
            new() { Id = "openai/gpt-5@eu", Tier = "premium", Capacity = [new() { Rate = "500_000 tokens per minute" }] },
            new() { Id = "local/llama", Tier = "local" },
        ],
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new() { Zone = "Europe/Berlin" },
            ["acme/search"] = new(),
            ["acme/search/live"] = new(),
            ["acme/chat"] = new() { Weight = "3" },
            ["acme/chat/run-*"] = new() { Budgets = [MeshSample.Month("5 USD")] },
            ["globex"] = new(),
        },
    };

    public static ReservationConfig Launch => new()
    {
        Name = "launch",
        Scope = "acme/search",
        Deployment = Us,
        Amounts = ["1_000_000 tokens per minute", "32 concurrent requests"],
        From = "2026-12-01T09:00:00+01:00",
        Until = "2026-12-03T00:00:00+01:00",
    };

    public static DeploymentPlan Deployment(params ReservationConfig[] reservations) =>
        MeshSample.Compile(Config with { Reservations = reservations }).Deployments[0];

    public static void AssertProblem(string field, string message, params ReservationConfig[] reservations)
    {
        var problem = MeshSample.ProblemsOf(Config with { Reservations = reservations }).ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(message);
    }
}
