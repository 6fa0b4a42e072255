using System.Text;
using BudgetMesh.Fuzz.Tests.Wire;
using BudgetMesh.Fuzz.Tests.Worlds;

namespace BudgetMesh.Fuzz.Tests;

/// <summary>Clients that send a byte now and then, or no more of what they have begun, and never come to an end.</summary>
public sealed class SlowClientTests
{
    private const int Announced = 1_000;

    private static readonly TimeSpan BetweenBytes = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_client_that_never_ends_its_request_is_cut_off_and_holds_nothing_meanwhile()
    {
        await using var servers = await AllServers.StartAsync();

        long Decided() => servers.All.Sum(static server => server.Gate()?.Counters.Decided ?? 0);
        var decided = Decided();

        // All at once: it takes seconds until a server has lost its patience.
        await Task.WhenAll(servers.All.SelectMany(server => Beginnings(server).Select(beginning => ShouldBeCutOffAsync(server, beginning.Begun, beginning.GoesOn))));

        // What was not decided is not held.
        Decided().ShouldBe(decided);
        foreach (var server in servers.All)
            (await server.AskAsync()).ShouldBe(200);
    }

    private static IEnumerable<(string Begun, bool GoesOn)> Beginnings(AllServers.Server server)
    {
        var head = $"POST {server.Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: application/json\r\n";
        yield return ("POST /v1/", true);
        yield return (head, true);
        yield return (head, false);
        yield return ($"{head}Content-Length: {Announced}\r\n\r\n", true);
        yield return ($"{head}Content-Length: {Announced}\r\n\r\n{server.Body}", true); // a good request, and then spaces
        yield return ($"{head}Content-Length: {Announced}\r\n\r\n{server.Body[..9]}", false);
        yield return ($"{head}Transfer-Encoding: chunked\r\n\r\n3e8\r\n{server.Body}", true);
        yield return ($"{head}Transfer-Encoding: chunked\r\n\r\n{server.Body.Length:x}\r\n{server.Body}\r\n", false); // all but the last chunk
    }

    private static async Task ShouldBeCutOffAsync(AllServers.Server server, string begun, bool goesOn)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var connection = await WireConnection.OpenAsync(server.Url, patience.Token);
        await connection.SendAsync(Encoding.Latin1.GetBytes(begun), patience.Token);
        var ended = connection.ReadToEndAsync(patience.Token);
        using var pace = new PeriodicTimer(BetweenBytes);
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, pace.WaitForNextTickAsync(patience.Token).AsTask());
            if (goesOn)
                await connection.SendAsync(" "u8.ToArray(), patience.Token);
            patience.Token.ThrowIfCancellationRequested();
        }

        Encoding.Latin1.GetString(await ended).ShouldNotContain(" 200 OK", Case.Sensitive, begun);
    }
}
