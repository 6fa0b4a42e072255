using System.Text.Json.Nodes;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>One process of Node.js with an SDK that goes through all cases against two gateways, of which one has a limit; and what it saw.</summary>
public abstract class NpmRun : IAsyncLifetime
{
    private readonly Dictionary<string, JsonNode> _cases = new(StringComparer.Ordinal);
    private readonly List<string> _pieces = [];

    /// <summary>In <c>npm/</c>.</summary>
    protected abstract string Script { get; }

    /// <summary>The deployment that refuses its first request with 400.</summary>
    protected abstract string Faulty { get; }

    /// <summary>What users of the SDK give it as its address.</summary>
    protected abstract string EndpointOf(GatewayWorld world);

    /// <summary>What came of a case: what the script returned, or <c>error</c>, <c>status</c>, <c>message</c> and <c>body</c>; and <c>calls</c>.</summary>
    internal JsonNode this[string name] => _cases[name];

    /// <summary>The streamed text as it was after each piece; the provider went on only after each.</summary>
    internal IReadOnlyList<string> Pieces => _pieces;

    /// <summary>Of both gateways, in nano-dollars.</summary>
    internal (long Ledger, long Bill) Spent { get; private set; }

    /// <summary>What the providers behind the gateway without a limit got.</summary>
    internal IReadOnlyList<Received> Received { get; private set; } = [];

    public async Task InitializeAsync()
    {
        if (NpmSdks.Missing is not null)
            return;
        await using var world = await GatewayWorld.StartAsync();
        await using var limited = await GatewayWorld.StartAsync(limits: "limits: [{rate: 60 requests per minute, burst: 1}]");
        world.Upstream.Next(Faulty, new Fault(400));
        var settings = new JsonObject
        {
            ["endpoint"] = EndpointOf(world),
            ["key"] = await world.KeyAsync(),
            ["wrong"] = "bm_scope_nobody",
            ["poor"] = await world.KeyAsync("acme/poor"),
            ["limited"] = new JsonObject { ["endpoint"] = EndpointOf(limited), ["key"] = await limited.KeyAsync() },
        };
        using var node = NpmSdks.Start(Script, settings.ToJsonString());
        var errors = node.StandardError.ReadToEndAsync();
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonNode.Parse(line)!;
            if (said["piece"] is { } piece)
            {
                _pieces.Add(piece.GetValue<string>());
                world.Upstream.LetOn(1);
            }
            else
            {
                _cases.Add(said["case"]!.GetValue<string>(), said);
            }
        }

        await node.WaitForExitAsync();
        (node.ExitCode, await errors).ShouldBe((0, ""));
        Received = world.Upstream.Requests;
        Spent = (await world.SpentInTheEndAsync() + await limited.SpentInTheEndAsync(), world.Upstream.Bill.NanoUsd + limited.Upstream.Bill.NanoUsd);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>That a case ended with the SDK's own error, after one request alone.</summary>
    internal void ShouldHaveFailedOnce(string name, string error, int status, string code)
    {
        var seen = this[name];
        ((string?)seen["error"], (int?)seen["status"], seen["calls"]!.AsArray().Count).ShouldBe((error, status, 1), seen.ToJsonString());
        ((string?)seen["message"]).ShouldNotBeNull().ShouldContain(code);
    }

    /// <summary>That the second of two requests was refused at first, and came again when the refusal had said it might.</summary>
    internal void ShouldHaveWaited(string name)
    {
        var calls = this[name]["calls"]!.AsArray();
        calls.Count.ShouldBeGreaterThan(2);
        calls.Count(static call => (int)call!["status"]! == 429).ShouldBe(calls.Count - 2);
        foreach (var (refused, next) in calls.Zip(calls.Skip(1)).Where(static pair => (int)pair.First!["status"]! == 429))
        {
            var stated = (double)refused!["wait"]!;
            stated.ShouldBeGreaterThan(0);
            // A timer of Node.js may be a millisecond early.
            ((double)next!["at"]! - (double)refused["answered"]!).ShouldBeGreaterThan(stated - 2);
        }
    }
}
