using System.Diagnostics;
using System.Text.Json.Nodes;
using BudgetMesh.Proxies.Tests.World;

namespace BudgetMesh.Proxies.Tests;

/// <summary>The callback for LiteLLM against a real agent, called as LiteLLM calls it.</summary>
public sealed class LiteLlmTests
{
    [DebianFact("python3")]
    public async Task The_callback_sends_what_was_decided_settles_what_is_reported_and_voids_what_was_turned_away()
    {
        await using var world = await ProxyWorld.StartAsync();
        var steps = await DriveAsync(world.Socket);

        var first = steps[0]["sent"]!;
        ((string)first["model"]!, (int)first["max_tokens"]!, (string)first["metadata"]!["budgetmesh_task"]!).ShouldBe(("openai/gpt-large", 100, "summarize"));
        var stream = steps[1]["sent"]!;
        ((int)stream["max_tokens"]!, (bool)stream["stream_options"]!["include_usage"]!).ShouldBe((1024, true));
        steps[2]["sent"].ShouldNotBeNull();
        ((int)steps[3]["status"]!, (string)steps[3]["error"]!["code"]!).ShouldBe((403, "unknown_scope"));
        ((int)steps[4]["status"]!, (string)steps[4]["error"]!["code"]!).ShouldBe((403, "unknown_scope"));
        ((int)steps[5]["status"]!, (string)steps[5]["error"]!["code"]!, (string)steps[5]["headers"]!["x-should-retry"]!).ShouldBe((429, "team_budget_exceeded", "false"));

        // Twice an input of 10, and outputs of 20 and 30, at 5 and 25 USD for a million; the third was voided.
        (await world.SpentInTheEndAsync()).ShouldBe(20 * 5_000 + 50 * 25_000);
    }

    [DebianFact("python3")]
    public async Task Without_an_agent_nothing_is_sent()
    {
        await using var world = await ProxyWorld.StartAsync();
        await world.SpentInTheEndAsync();
        var steps = await DriveAsync(world.Socket, "async def only(): await ask(User(budgetmesh_scope='acme/chat'), model='any', messages=MESSAGES)\nmain = only\n");
        ((int)steps.Single()["status"]!, (string)steps.Single()["error"]!["code"]!, (string)steps.Single()["headers"]!["retry-after"]!).ShouldBe((503, "agent_unreachable", "1"));
    }

    /// <param name="instead">What is done instead of all steps.</param>
    private static async Task<IReadOnlyList<JsonNode>> DriveAsync(string socket, string instead = "")
    {
        var program = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "LiteLlm", "drive.py"));
        var start = new ProcessStartInfo("python3", ["-c", program.Replace("asyncio.run(main())", $"{instead}asyncio.run(main())", StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BUDGETMESH_SOCKET"] = socket, ["PYTHONPATH"] = Path.Combine(AppContext.BaseDirectory, "deploy", "litellm"), ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        using var python = Process.Start(start)!;
        var (said, complaints) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, await complaints);
        return [.. (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
    }
}
