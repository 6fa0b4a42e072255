using System.Net;
using BudgetMesh.Client;
using BudgetMesh.Grains;
using BudgetMesh.Grains.Tests;
using BudgetMesh.Routing;
using BudgetMesh.Silo;
using BudgetMesh.Storage;
using BudgetMesh.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Request = BudgetMesh.Routing.Request;

namespace BudgetMesh.Cluster.Tests;

/// <summary>Gates over the Orleans client, on three silos as the program runs them.</summary>
public sealed class OrleansGateTests : IAsyncLifetime
{
    private const long Cap = 5_000;

    private readonly string _postgres = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";
    private readonly string _cluster = Guid.NewGuid().ToString("N");
    private readonly int[] _ports = [.. FreeUrls.Find(6, Random.Shared.Next()).Select(static url => new Uri(url).Port)];
    private SiloHost[] _silos = [];
    private string _key = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        _silos = [await StartAsync(0), .. await Task.WhenAll(StartAsync(1), StartAsync(2))];
        await _silos[0].Services.GetRequiredService<PlanCatalog>().ApplyMeshAsync(Meshes.WithCap(Cap), null, "test");
        _key = await _silos[0].CreateKeyAsync(KeyRole.Gateway, "gate");
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    [PostgresFact]
    public async Task What_a_gate_decides_settles_and_gives_back_is_in_the_books()
    {
        await using (var gate = await ConnectAsync("gw"))
        {
            foreach (var decision in await DecideAsync(gate, 40))
                gate.Settle(decision, new TokenCount(10), new TokenCount(20)).IsDone.ShouldBeTrue();
        }

        var window = await WindowAsync(_silos[1]);
        (window.Spent, window.Held, window.Free, window.Available).ShouldBe((40, 0, 0, Cap - 40));
    }

    [PostgresFact]
    public async Task What_any_silo_has_to_tell_is_heard()
    {
        using var client = await ClientAsync();
        var silo = new OrleansSiloTransport(client.Services.GetRequiredService<IClusterClient>(), "gw", _key);
        var recall = new Notice(NoticeKinds.Recall, Meshes.Team.Value);
        var heard = HearAsync(silo, recall);
        while (!heard.IsCompleted)
        {
            _silos[2].Services.GetRequiredService<NoticeHub>().Recall(Meshes.Team); // until the gate is subscribed nobody hears it
            await Task.Yield();
        }

        await heard;
    }

    [PostgresFact]
    public async Task Whose_key_a_client_shows_is_found()
    {
        var secret = await _silos[1].CreateKeyAsync(KeyRole.Scope, "a team", Meshes.Team);
        await using var gate = await ConnectAsync("gw");

        (await gate.FindKeyAsync(secret)).ShouldNotBeNull().Scope.ShouldBe(Meshes.Team);
        (await gate.FindKeyAsync(_key)).ShouldBeNull();
    }

    [PostgresFact]
    public async Task Other_keys_are_refused()
    {
        var admin = await _silos[0].CreateKeyAsync(KeyRole.Admin, "admin");

        await Should.ThrowAsync<SiloRefusedException>(() => ConnectAsync("gw", admin));
        await Should.ThrowAsync<SiloRefusedException>(() => ConnectAsync("gw", "bm_nobody"));
    }

    [PostgresFact]
    public async Task A_message_that_is_none_is_refused_with_what_is_wrong()
    {
        using var client = await ClientAsync();
        var silo = new OrleansSiloTransport(client.Services.GetRequiredService<IClusterClient>(), "gw", _key);

        (await Should.ThrowAsync<SiloException>(() => silo.SendReceiptsAsync(new ReceiptBatch("gw.1", []), CancellationToken.None).AsTask())).Message.ShouldContain("send 1 to");
        (await Should.ThrowAsync<SiloException>(() => silo.ReadPlanAsync(99, CancellationToken.None).AsTask())).Message.ShouldContain("the newest is 1");
    }

    [PostgresFact]
    public async Task A_gate_goes_on_when_silos_leave_one_after_the_other()
    {
        await using var gate = await ConnectAsync("gw");
        var decisions = await DecideAsync(gate, 100);
        foreach (var silo in _silos[..2])
        {
            await silo.DisposeAsync();
            decisions.AddRange(await DecideAsync(gate, 1_000));
        }

        foreach (var decision in decisions)
            gate.Settle(decision, new TokenCount(10), new TokenCount(20)).IsDone.ShouldBeTrue();
        await gate.DisposeAsync();

        var window = await WindowAsync(_silos[2]);
        (window.Spent, window.Held, window.Free, window.Available).ShouldBe((2_100, 0, 0, Cap - 2_100));
    }

    [PostgresFact]
    public async Task A_client_that_ends_without_a_word_and_starts_again_overspends_nothing()
    {
        // 1. A gateway whose client ends under it, with holds open and free rights in hand.
        using var client = await ClientAsync();
        var lost = await Gate.ConnectAsync(
            Options("gw", _key), [new OrleansSiloTransport(client.Services.GetRequiredService<IClusterClient>(), "gw", _key)]);
        var open = await DecideAsync(lost, 30);
        var incarnation = lost.Incarnation.ToString();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await client.StopAsync(now.Token);

        // 2. The same gateway, started again: another life, which takes all that is left.
        await using var gate = await ConnectAsync("gw");
        var decisions = new List<Decision>();
        while (await gate.DecideAsync(Request) is { IsAllowed: true } decision)
            decisions.Add(decision);
        var window = await WindowAsync(_silos[0]);
        (decisions.Count + open.Count).ShouldBeLessThanOrEqualTo((int)Cap);
        window.Cap.ShouldBe(window.Available + window.Free + window.Held + window.Spent);

        // 3. The lost life is closed: what it had open is charged, what it had free comes back.
        await Task.WhenAll(_silos[1..].Select(silo => OwnerOf(silo).RetireAsync(incarnation, CancellationToken.None).AsTask()));
        foreach (var decision in decisions)
            gate.Settle(decision, new TokenCount(10), new TokenCount(20)).IsDone.ShouldBeTrue();
        await gate.DisposeAsync();
        var end = await WindowAsync(_silos[0]);
        end.Cap.ShouldBe(end.Available + end.Free + end.Held + end.Spent + end.Forfeited);
        (end.Free, end.Held).ShouldBe((0, 0));
        end.Spent.ShouldBeGreaterThanOrEqualTo(decisions.Count);
        await lost.DisposeAsync();
    }

    private static Request Request { get; } = new(Meshes.Team, new TokenCount(10)) { OutputBound = new TokenCount(20) };

    private static IScopeOwner OwnerOf(SiloHost silo) => silo.Services.GetRequiredService<IScopeOwners>().OwnerOf(Meshes.Team);

    private static async Task<WindowBooks> WindowAsync(SiloHost silo) => (await OwnerOf(silo).ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem();

    private static async Task<List<Decision>> DecideAsync(Gate gate, int count)
    {
        var decisions = new List<Decision>();
        while (decisions.Count < count)
        {
            var decision = await gate.DecideAsync(Request);
            if (decision.IsAllowed)
                decisions.Add(decision);
            else
                decision.Reason.ShouldBeOneOf(Reason.SiloUnreachable, Reason.HoldsInFlight); // while an owner moves
        }

        return decisions;
    }

    private static async Task HearAsync(OrleansSiloTransport silo, Notice what)
    {
        await foreach (var notice in silo.NoticesAsync(CancellationToken.None))
        {
            if (notice == what)
                return;
        }

        throw new InvalidOperationException("the silo has ended the notices");
    }

    private static GateOptions Options(string name, string key) =>
        new() { Name = name, Key = key, DrainPatience = TimeSpan.FromMilliseconds(1), FarewellPatience = TimeSpan.FromSeconds(5) };

    private Task<Gate> ConnectAsync(string name, string? key = null) => OrleansGate.ConnectAsync(Options(name, key ?? _key), Find);

    private async Task<IHost> ClientAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => Find(client.TuneForGates()));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Find(IClientBuilder client) => client
        .Configure<ClusterOptions>(named => (named.ClusterId, named.ServiceId) = (_cluster, _cluster))
        .UseStaticClustering([.. _ports[3..].Select(static port => new IPEndPoint(IPAddress.Loopback, port))]);

    private Task<SiloHost> StartAsync(int number) => SiloHost.StartAsync(new Silo.SiloOptions
    {
        Postgres = _postgres,
        Urls = ["http://127.0.0.1:0"],
        Cluster = new SiloCluster { Id = _cluster, SiloPort = _ports[number], GatewayPort = _ports[number + 3] },
        Logging = static logging => logging.SetMinimumLevel(LogLevel.None),
    });
}
