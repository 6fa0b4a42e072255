using System.Text;
using BudgetMesh.Fuzz.Tests.Wire;
using BudgetMesh.Fuzz.Tests.Worlds;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>Good requests with so many spaces behind them that no server takes them, whether it was told so before or not.</summary>
public sealed class HugeBodyTests
{
    private const int PieceBytes = 1 << 20;

    /// <summary>More than any of them takes.</summary>
    private const int Pieces = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused_and_nothing_is_decided(bool isAnnounced)
    {
        await using var servers = await AllServers.StartAsync();
        foreach (var server in servers.All)
        {
            var decided = server.Gate()?.Counters.Decided;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            using var connection = await WireConnection.OpenAsync(server.Url, patience.Token);
            var head = $"POST {server.Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\n{(isAnnounced ? $"Content-Length: {Pieces * PieceBytes}" : "Transfer-Encoding: chunked")}\r\n\r\n";
            await connection.SendAsync(Encoding.ASCII.GetBytes(head), patience.Token);
            var answer = connection.ReadAsync(hasBody: true, patience.Token);
            var piece = Encoding.ASCII.GetBytes(server.Body.PadRight(PieceBytes));
            for (var sent = 0; sent < Pieces && !answer.IsCompleted; sent++)
            {
                if (!await connection.SendAsync(isAnnounced ? piece : [.. Encoding.ASCII.GetBytes($"{PieceBytes:x}\r\n"), .. piece, .. "\r\n"u8], patience.Token))
                    break;
            }

            // One who goes on sending may find the connection closed before it has read why.
            (await answer)?.Status.ShouldBe(413);
            server.Gate()?.Counters.Decided.ShouldBe(decided!.Value);
            (await server.AskAsync()).ShouldBe(200);
        }
    }
}
