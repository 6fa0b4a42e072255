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
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await AskAsync(client, number));

        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
        world.Upstream.Bill.Answers.ShouldBe(Requests);
    }

    /// <summary>A third is cut by the client after any number of bytes, one in seven by the provider after any number of pieces; protocols by turns.</summary>
    private static async Task AskAsync(HttpClient client, int number)
    {
        var random = new Random(number);
        var isAnthropic = number % 2 == 0;
        var say = random.Next(1, 60);
        var text = $"say {say}{(random.Next(7) == 0 ? $" cut {random.Next(1, Math.Max(2, say))} running" : "")} {new string('x', random.Next(200))}";
        var body = $$"""{"model":"best","stream":true,{{(isAnthropic || random.Next(2) == 0 ? "\"max_tokens\":50," : "")}}"messages":[{"role":"user","content":"{{text}}"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, isAnthropic ? "/v1/messages" : "/v1/chat/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var most = random.Next(3) == 0 ? random.Next(4_000) : int.MaxValue;
        var buffer = new byte[512];
        for (var read = 0; read < most;)
        {
            var got = await stream.ReadAsync(buffer);
            if (got == 0)
                break;
            read += got;
        }
    }
}
