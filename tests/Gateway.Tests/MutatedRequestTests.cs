using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests;

public sealed class MutatedRequestTests
{
    private const int OfEach = 400, AtOnce = 16;

    private static readonly (string Path, string Body)[] Good =
    [
        ("/v1/chat/completions", """{"model":"best","stream":true,"max_tokens":9,"stream_options":{"include_usage":false},"messages":[{"role":"user","content":"say 3"}]}"""),
        ("/v1/responses", """{"model":"best","max_output_tokens":9,"input":"say 3","metadata":{"budgetmesh_task":"t"}}"""),
        ("/v1/embeddings", """{"model":"embed","input":["a","b"]}"""),
        ("/v1/messages", """{"model":"best","max_tokens":9,"system":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"say 3"}]}"""),
    ];

    [Fact]
    public async Task No_bytes_bring_an_error_of_the_gateways_own_and_nothing_stays_held()
    {
        await using var world = await GatewayWorld.StartAsync(budgetUsd: "10000");
        using var client = await world.ClientAsync();
        var (served, refused) = (0, 0);
        await Parallel.ForAsync(0, OfEach * Good.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellation) =>
        {
            var (path, body) = Good[number % Good.Length];
            using var content = new ByteArrayContent(Mutate(body, new Random(number))) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await client.PostAsync(path, content, cancellation);
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref served : ref refused);
        });

        // Neither is all of it nonsense, nor is all of it good.
        Math.Min(served, refused).ShouldBeGreaterThan(OfEach / 4);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    private static byte[] Mutate(string good, Random random)
    {
        var body = Encoding.UTF8.GetBytes(good).ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(body.Count);
            var kind = random.Next(4);
            if (kind == 0)
                body[at] = (byte)random.Next(256);
            else if (kind == 1)
                body.Insert(at, (byte)random.Next(256));
            else if (kind == 2)
                body.RemoveAt(at);
            else
                body.InsertRange(at, Encoding.UTF8.GetBytes(good[..random.Next(good.Length)]));
        }

        return [.. body];
    }
}
