using System.Text;
using BudgetMesh.Fuzz.Tests.Wire;
using BudgetMesh.Fuzz.Tests.Worlds;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>
/// Requests whose end a proxy in front might see elsewhere than the server: what lies in between must not become a request of its own, with
/// the key of whoever comes next on the proxy's connection.
/// </summary>
public sealed class SmugglingTests
{
    private const string Hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    // What is not here, for Kestrel takes it and tells nobody how it was written: "Content-Length: +5", codings before the last that change nothing
    // ("identity, chunked"), and lines of a head that end with a line feed alone, which HTTP lets a server take for an end.
    private static readonly string[] Framings =
    [
        "Content-Length: {0}\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: {0}",
        "Content-Length: 5\r\nContent-Length: {0}",
        "Content-Length: {0}\r\nContent-Length: 5",
        "Content-Length: 5, {0}",
        "Content-Length: 5,5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length : 5",
        "Content-Length:\r\n 5",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "X: y\rTransfer-Encoding: chunked",
        "X: y\0\r\nTransfer-Encoding: chunked",
    ];

    private static readonly string[] Chunks = ["FFFFFFFFFFFFFFFF\r\n", "-5\r\n", "+5\r\n", "0x5\r\n", "5;\n", "5\n", " 5\r\n", "\r\n", "g\r\n"];

    [Fact]
    public async Task What_hides_behind_a_doubtful_end_is_never_a_request()
    {
        await using var servers = await AllServers.StartAsync();
        var served = new List<string>();
        foreach (var server in servers.All)
        {
            foreach (var framing in Framings)
                served.AddRange(await ServedAsync(server, string.Format(null, framing, Hidden.Length + 5), "0\r\n\r\n"));
            foreach (var chunk in Chunks)
                served.AddRange(await ServedAsync(server, "Transfer-Encoding: chunked", chunk));
            (await server.AskAsync()).ShouldBe(200);
        }

        served.ShouldBeEmpty();
    }

    /// <summary>What was answered, where it is more than that the request is refused.</summary>
    private static async Task<IEnumerable<string>> ServedAsync(AllServers.Server server, string framing, string begin)
    {
        var request = new WireRequest("POST", server.Path)
        {
            Raw = Encoding.Latin1.GetBytes($"POST {server.Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\n{framing}\r\n\r\n{begin}{Hidden}"),
        };
        using var client = new WireClient(server.Url);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var statuses = await client.SendAsync(request, isEndless: false, patience.Token);
        return statuses is [] or [>= 400 and < 500] ? [] : [$"{string.Join(", ", statuses)} to {request}"];
    }
}
