using System.Text.Json;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests;

public sealed class UsageJsonTests
{
    /// <summary>A mesh has no more ladders than this, and here each deployment has its own.</summary>
    private const int DeploymentsMost = 200;

    [SharedDataFact]
    public async Task Real_answers_of_real_providers_are_settled_at_what_they_cost()
    {
        var cases = File.ReadLines(SharedData.PathOf("provider_usage_cases.jsonl"))
            .Select((text, index) => PriceCase.Parse(text, index + 1))
            .Where(priced => priced is { InputUsd: not null, OutputUsd: not null, Model: not ("gemini-2.5-flash-image" or "openai.gpt-5.6-luna") })
            .GroupBy(priced => (priced.Provider, priced.ApiFlavor, priced.Model))
            .Take(DeploymentsMost)
            .ToList();
        var mesh = TestMesh.Of() with
        {
            Deployments = [.. cases.Select((group, index) => new DeploymentConfig { Id = $"d/{index}", Provider = group.Key.Provider, Model = group.Key.Model, ApiFlavor = group.Key.ApiFlavor, Tier = "standard" })],
            Ladders = cases.Select((_, index) => index).ToDictionary(index => index == 0 ? "default" : $"l{index}", index => new LadderConfig { Rungs = [$"d/{index}"] }),
            Prices = null,
        };
        await using var world = await GateWorld.StartAsync(mesh, prices: File.ReadAllBytes(SharedData.PathOf("genai_prices.json")));

        var settled = 0;
        for (var i = 0; i < cases.Count; i++)
        {
            foreach (var priced in cases[i])
            {
                var asked = new Request(TestMesh.Run, new TokenCount(100)) { Ladder = i == 0 ? null : $"l{i}", OutputBound = new TokenCount(100) };
                using var lease = await world.Pass(world.Gate.LeaseAsync(asked).AsTask());
                lease.IsAllowed.ShouldBeTrue();
                var before = Spent(world);
                lease.Settle(JsonSerializer.SerializeToUtf8Bytes(priced.Body)).ShouldBe(new Settlement(SettleOutcome.Resolved, ""), $"line {priced.Line}");
                var usd = (Spent(world) - before) / 1_000_000_000m;
                Math.Abs(usd - (priced.InputUsd + priced.OutputUsd)!.Value).ShouldBeLessThanOrEqualTo(0.000_000_002m, $"line {priced.Line}");
                settled++;
            }
        }

        settled.ShouldBeGreaterThan(500);
    }

    [Theory]
    [InlineData("{", "lab/best: the answer is not JSON")]
    [InlineData("{}", "lab/best: no usage at usage")]
    [InlineData("""{"usage":{"prompt_tokens":5}}""", "lab/best: usage.completion_tokens is missing")]
    [InlineData("""{"usage":{"prompt_tokens":-5,"completion_tokens":1}}""", "lab/best: usage.prompt_tokens is negative")]
    [InlineData("""{"usage":{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9}}}""", "9 cache_read tokens are more than the 5 input tokens")]
    public async Task What_cannot_be_read_is_said_and_leaves_the_hold_open(string body, string problem)
    {
        await using var world = await GateWorld.StartAsync();
        using var lease = await world.Gate.LeaseAsync(TestMesh.Asked);
        var settlement = lease.Settle(System.Text.Encoding.UTF8.GetBytes(body));
        (settlement.IsDone, settlement.Outcome).ShouldBe((false, null));
        settlement.Problem.ShouldStartWith(problem);
        world.Gate.Counters.HoldsOpen.ShouldBe(1);
        lease.Settle("""{"model":"best","usage":{"prompt_tokens":5,"completion_tokens":1}}"""u8).IsDone.ShouldBeTrue();
    }

    private static long Spent(GateWorld world) => world.Gate.Slices().Where(slice => slice.Scope == TestMesh.Run).Sum(slice => slice.Counters.Spent);
}
