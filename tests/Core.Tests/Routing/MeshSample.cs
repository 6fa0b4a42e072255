using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests;

/// <summary>A mesh without problems, to be broken one field at a time.</summary>
internal static class MeshSample
{
    public static MeshConfig Config => new()
    {
        Deployments =
        [
            new() { Id = "anthropic/claude-opus", Tier = "premium" },
            new() { Id = "bedrock-eu/claude-opus", Provider = "aws", Model = "eu.claude-opus", Tier = "premium", ApiFlavor = "converse" },
            new() { Id = "anthropic/claude-sonnet", Tier = "standard" },
            new() { Id = "openai/gpt-mini", Tier = "economy" },
        ],
        Ladders = new Dictionary<string, LadderConfig>
        {
            ["best"] = new()
            {
                Rungs = ["premium", "standard", "ladder:cheap"],
                Thresholds = [new() { At = "80%", Start = "standard", Back = "70.5%" }, new() { At = "95%", Start = "openai/gpt-mini" }],
            },
            ["cheap"] = new() { Rungs = ["economy"] },
        },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new() { Zone = "Europe/Berlin", Ladder = "best", OutputBound = "1000", Budgets = [Month("5000 USD")] },
            ["acme/search"] = new() { Budgets = [Month("100.5 USD"), new() { Name = "day", Amount = "2000000 tokens", Period = "day", Zone = "Asia/Tokyo", Enforcement = "soft" }] },
            ["acme/search/batch"] = new() { Ladder = "cheap", OutputBound = "200" },
            ["globex"] = new() { Budgets = [Month("7 requests")] },
        },
        Defaults = new() { OutputBound = "512", HoldLifetime = "90s", WhenSiloAway = ["deny"] },
    };

    public static MeshPlan Plan => Compile(Config);

    public static BudgetConfig Month(string amount) => new() { Name = "month", Amount = amount, Period = "month" };

    public static MeshPlan Compile(MeshConfig config)
    {
        MeshPlan.TryCompile(config, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return plan!;
    }

    public static IReadOnlyList<MeshProblem> ProblemsOf(MeshConfig config)
    {
        MeshPlan.TryCompile(config, out var plan, out var problems).ShouldBeFalse();
        plan.ShouldBeNull();
        return problems;
    }

    public static MeshConfig WithScope(string path, ScopeConfig scope) =>
        Config with { Scopes = new Dictionary<string, ScopeConfig>(Config.Scopes!) { [path] = scope } };

    public static MeshConfig WithBudget(BudgetConfig budget) => WithScope("acme/search", new() { Budgets = [budget] });

    public static MeshConfig WithLadder(LadderConfig ladder) =>
        Config with { Ladders = new Dictionary<string, LadderConfig>(Config.Ladders!) { ["best"] = ladder } };

    public static MeshConfig WithDeployment(DeploymentConfig deployment) =>
        Config with { Deployments = [.. Config.Deployments!, deployment] };
}
