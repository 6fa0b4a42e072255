using System.Text;
using BudgetMesh.Fuzz.Tests.Wire;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Fuzz.Tests;

public sealed class SlowReaderTests
{
    /// <summary>More than fits into all buffers between a server and a client.</summary>
    private const string Long = """{"model":"best","stream":true,"max_tokens":90000,"messages":[{"role":"user","content":"say 40000"}]}""";

    private const string Short = """{"model":"best","max_tokens":90000,"messages":[{"role":"user","content":"say 1"}]}""";

    [Fact]
    public async Task A_client_that_does_not_read_its_stream_is_cut_off_and_its_hold_settled_by_what_the_provider_counted()
    {
        await using var world = await GatewayWorld.StartAsync(times: "silence: 5s, read_on: 5m");
        var key = await world.KeyAsync();
        using var other = await world.ClientAsync();
        // Who asks first waits for what the owners lend; nobody after that.
        await Eventually.HoldsAsync(async () => (await other.PostAsync("/v1/chat/completions", new StringContent(Short))).IsSuccessStatusCode);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var connection = await WireConnection.OpenAsync(world.Gateway.BaseAddress, patience.Token);
        await connection.SendAsync(
            Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: {Long.Length}\r\n\r\n{Long}"), patience.Token);

        (await connection.ReadHeadAsync(patience.Token)).ShouldNotBeNull().ShouldContain(" 200 OK");

        // It stays, and reads nothing more.
        await Eventually.HoldsAsync(() => world.Gateway.Gate.Counters.HoldsOpen == 0);
        world.Upstream.Bill.Answers.ShouldBe(2);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }
}
