using System.Diagnostics;
using BudgetMesh.Budgets;
using BudgetMesh.Client;
using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Bench;

/// <summary>Times single decisions and settlements of one thread, one by one, on a gate whose background works as always.</summary>
internal sealed class GateBench : IAsyncDisposable
{
    /// <summary>Receipts are sent meanwhile as in production; a pause now and then lets the backlog go.</summary>
    private const int ReceiptsMax = 16_384, ReceiptsHigh = ReceiptsMax / 2;

    private readonly Gate _gate;
    private readonly Request _request;
    private readonly BenchSetting _setting;

    private GateBench(Gate gate, Request request, BenchSetting setting) => (_gate, _request, _setting) = (gate, request, setting);

    /// <param name="journal">A directory for the gate's journal, or null for none.</param>
    public static async Task<GateBench> StartAsync(bool routed, bool limited, string? journal, CancellationToken cancellation)
    {
        var setting = new BenchSetting(routed, limited, journal is not null);
        var request = new Request(ScopePath.Parse("acme/chat/run"), new TokenCount(1_155))
        {
            OutputBound = routed ? null : new TokenCount(2_048),
            Task = "chat",
            Priority = Priority.Interactive,
            DataClass = "internal",
            Caller = "agent-7",
        };
        var options = new GateOptions { Name = "bench", Journal = journal, Limits = new GateLimits { ReceiptsMax = ReceiptsMax } };
        var bench = new GateBench(await Gate.ConnectAsync(options, [new QuietSilo(Mesh(setting))], cancellation).ConfigureAwait(false), request, setting);
        var first = await bench._gate.DecideAsync(bench._request, cancellation).ConfigureAwait(false);
        bench._gate.Void(first);
        return bench;
    }

    public BenchReport Run(int rounds, int operations)
    {
        var times = new Times(operations);
        Round(times);
        Round(times);
        return new BenchReport(operations, _setting, [.. Enumerable.Range(0, rounds).Select(_ => Round(times))]);
    }

    public ValueTask DisposeAsync() => _gate.DisposeAsync();

    private static MeshConfig Mesh(BenchSetting setting) => new()
    {
        Deployments =
        [
            new DeploymentConfig { Id = "lab/best", Tier = "premium", Capacity = setting.IsLimited ? [Requests, Concurrent] : null },
            new DeploymentConfig { Id = "lab/middle", Tier = "standard" },
            new DeploymentConfig { Id = "lab/small", Tier = "economy" },
        ],
        Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium", "standard", "economy"], Thresholds = [new ThresholdConfig { At = "80%", Start = "standard" }] } },
        Scopes = new Dictionary<string, ScopeConfig>
        {
            ["acme"] = new() { Budgets = [Month], Limits = setting.IsLimited ? [Requests, Concurrent] : null },
            ["acme/chat"] = new() { Budgets = [Month] },
            ["acme/chat/run"] = new() { Budgets = [Month] },
        },
        Policies = !setting.IsRouted ? [] :
        [
            new PolicyConfig { Name = "secret-stays", Match = new MatchConfig { DataClass = ["secret", "confidential"] }, Only = ["economy"] },
            new PolicyConfig { Name = "internal", Match = new MatchConfig { DataClass = ["internal"] }, Only = ["premium", "standard", "economy"] },
            new PolicyConfig { Name = "batch", Match = new MatchConfig { Priority = ["batch"] }, Start = "economy" },
            new PolicyConfig { Name = "long", Match = new MatchConfig { ContextOver = "100000" }, Ladder = "default", Start = "standard" },
            new PolicyConfig { Name = "agents", Match = new MatchConfig { Task = ["chat", "code"], Caller = ["agent-*"] }, Floor = "standard" },
            new PolicyConfig { Name = "cautious", Match = new MatchConfig { Task = ["chat"] }, Start = "standard", Shadow = "true" },
        ],
        Defaults = new DefaultsConfig { OutputBound = setting.IsRouted ? "learned" : null, Pacing = setting.IsRouted ? "on" : "off" },
        Prices = new PricesConfig
        {
            Overlay =
            [
                new PriceOverlayConfig { Provider = "lab", Model = "best", InputMtok = "5", CacheReadMtok = "0.5", CacheWriteMtok = "6.25", OutputMtok = "25" },
                new PriceOverlayConfig { Provider = "lab", Model = "middle", InputMtok = "3", CacheReadMtok = "0.3", CacheWriteMtok = "3.75", OutputMtok = "15" },
                new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.25", OutputMtok = "2" },
            ],
        },
    };

    /// <summary>As large as they may be: one thread decides more often than any gateway.</summary>
    private static LimitConfig Requests => new() { Rate = "1000000000 requests per minute", Burst = "1000000000" };

    private static LimitConfig Concurrent => new() { Rate = "10000 concurrent requests" };

    private static BudgetConfig Month => new() { Name = "month", Amount = "900000000 USD", Period = "month" };

    private BenchRound Round(Times times)
    {
        GC.Collect();
        var (decide, settle, both, timer) = (times.Decide, times.Settle, times.Both, times.Timer);
        var bytes = 0L;
        for (var i = 0; i < decide.Length; i++)
        {
            if (i % 1_000 == 0)
                LetReceiptsGo();
            var (collections, before) = (GC.CollectionCount(0), GC.GetAllocatedBytesForCurrentThread());
            var start = Stopwatch.GetTimestamp();
            var isDecided = _gate.TryDecide(_request, out var decision);
            var middle = Stopwatch.GetTimestamp();
            var settlement = _gate.Settle(decision, new TokenCount(1_155), new TokenCount(211));
            var end = Stopwatch.GetTimestamp();
            // A collection, which other threads bring about, counts what is left of every thread's allocation buffer as allocated.
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (GC.CollectionCount(0) == collections)
                bytes += allocated;
            var idle = Stopwatch.GetTimestamp();
            (decide[i], settle[i], both[i], timer[i]) = (middle - start, end - middle, end - start, Stopwatch.GetTimestamp() - idle);
            if (!isDecided || decision.Verdict != Verdict.Allow || !settlement.IsDone)
                i = Refill(i);
        }

        return new BenchRound(Quantiles.Of(decide), Quantiles.Of(settle), Quantiles.Of(both), Quantiles.Of(timer), bytes);
    }

    /// <summary>The slice was used up faster than any real traffic would: the operation is done again.</summary>
    private int Refill(int operation)
    {
        _gate.Void(_gate.DecideAsync(_request).AsTask().GetAwaiter().GetResult());
        return operation - 1;
    }

    private void LetReceiptsGo()
    {
        while (_gate.Counters.ReceiptsPending > ReceiptsHigh)
            Thread.Sleep(1);
    }

    /// <summary>Room for what each operation took, used by every round: arrays of this size would bring about collections.</summary>
    private sealed class Times(int operations)
    {
        public long[] Decide { get; } = new long[operations];

        public long[] Settle { get; } = new long[operations];

        public long[] Both { get; } = new long[operations];

        public long[] Timer { get; } = new long[operations];
    }
}
