using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace BudgetMesh.Bench.Agents;

/// <summary>One caller of an agent over its Unix socket with .NET's HTTP client, on one kept-alive connection.</summary>
internal sealed class AgentBench(string socket) : IDisposable
{
    private static readonly byte[] Asked = """{"scope":"acme/chat/bot","input_tokens":1000,"max_output_tokens":500}"""u8.ToArray();
    private static readonly byte[] Cost = """{"input_tokens":900,"output_tokens":200}"""u8.ToArray();

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var stream = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await stream.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            return new NetworkStream(stream, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://agent"),
    };

    /// <summary>One round: a decision and its settlement, each timed alone; beside them a call that does nothing, which is what HTTP takes.</summary>
    public async Task<AgentRound> RunAsync(int operations)
    {
        var (decide, settle, nothing) = (new long[operations], new long[operations], new long[operations]);
        for (var i = 0; i < operations; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var decision = await PostAsync("/v1/decisions", Asked);
            decide[i] = Stopwatch.GetTimestamp() - start;
            var hold = (string)JsonNode.Parse(decision)!["hold_id"]!;
            var route = $"/v1/holds/{hold}/settle";
            start = Stopwatch.GetTimestamp();
            await PostAsync(route, Cost);
            settle[i] = Stopwatch.GetTimestamp() - start;
            start = Stopwatch.GetTimestamp();
            await _http.GetByteArrayAsync("/healthz");
            nothing[i] = Stopwatch.GetTimestamp() - start;
        }

        return new AgentRound(Quantiles.Of(decide), Quantiles.Of(settle), Quantiles.Of(nothing));
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> PostAsync(string route, byte[] body)
    {
        using var response = await _http.PostAsync(route, new ByteArrayContent(body));
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }
}

/// <param name="Nothing">A call that the agent answers without asking its gate.</param>
internal sealed record AgentRound(Quantiles Decide, Quantiles Settle, Quantiles Nothing);
