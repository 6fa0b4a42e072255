using System.Net.Http.Headers;
using System.Text;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests;

public sealed class CutStreamTests
{
    private const int Requests = 500, AtOnce = 40;

    [Fact]
    public async Task However_streams_end_the_ledger_is_the_providers_bill_to_the_nano_dollar()
    {
        await using var world = await GatewayWorld.StartAsync(budgetUsd: "10000");
        using var client = await world.ClientAsync();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await AskAsync(world, client, number));

        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
        // All were taken to their end, also those whose client had gone.
        (world.Upstream.Bill.Answers, world.Upstream.Cut).ShouldBe((Requests, 0));
    }

    /// <summary>A third is cut by the client after any piece, one in seven of the others by the provider after any piece; protocols by turns.</summary>
    private static async Task AskAsync(GatewayWorld world, HttpClient client, int number)
    {
        var random = new Random(number);
        var isAnthropic = number % 2 == 0;
        var say = random.Next(2, 50);
        var seen = number % 3 == 0 ? random.Next(1, say) : int.MaxValue;
        var wish = seen < say ? $"wait {number}" : random.Next(7) == 0 ? $"cut {random.Next(1, say)} running" : "";
        var text = $"say {say} {wish} {new string('x', random.Next(200))}";
        var body = $$"""{"model":"best","stream":true,{{(isAnthropic || random.Next(2) == 0 ? "\"max_tokens\":50," : "")}}"messages":[{"role":"user","content":"{{text}}"}]}""";
        using (var request = new HttpRequestMessage(HttpMethod.Post, isAnthropic ? "/v1/messages" : "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) })
        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            answer.IsSuccessStatusCode.ShouldBeTrue();
            if (seen < say)
                world.Upstream.LetOn(seen, $"{number}");
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            for (var pieces = 0; pieces < seen && await reader.ReadLineAsync() is { } line;)
                pieces += line.Contains("tok ", StringComparison.Ordinal) ? 1 : 0;
        }

        // The client has gone, and the provider goes on.
        if (seen < say)
            world.Upstream.LetOn(say - seen, $"{number}");
    }
}
