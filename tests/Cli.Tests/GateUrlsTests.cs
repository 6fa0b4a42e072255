using System.Net;
using System.Net.Sockets;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli.Tests;

/// <summary>A gate and the addresses that it is given, over real sockets.</summary>
public sealed class GateUrlsTests : WithSilo
{
    [Fact]
    public async Task A_gate_passes_over_an_address_where_nothing_listens_and_one_that_takes_connections_and_says_nothing()
    {
        (await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml))).ExitCode.ShouldBe(ExitCode.Ok);
        using var closed = Listener();
        using var mute = Listener();
        Uri[] urls = [UrlOf(closed), UrlOf(mute), new Uri(Url)];
        closed.Stop();

        var options = new GateOptions { Name = "edge-1", Urls = urls, Key = await GatewayKeyAsync(), Patience = TimeSpan.FromMinutes(1) };
        await using var gate = await Gate.ConnectAsync(options);
        var decision = await gate.DecideAsync(new Request(ScopePath.Parse("acme/chat/run-1"), new TokenCount(100)));
        decision.IsAllowed.ShouldBeTrue($"{decision.Reason}");
        gate.Void(decision);
        gate.State.ShouldBe(GateState.Connected);
    }

    private static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Uri UrlOf(TcpListener listener) => new($"http://{listener.LocalEndpoint}");
}
