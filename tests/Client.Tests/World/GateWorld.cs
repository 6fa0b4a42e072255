using System.Diagnostics;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Client.Tests.World;

/// <summary>One gate, its silo and their time.</summary>
public sealed class GateWorld : IAsyncDisposable
{
    /// <summary>How long a test waits for what must happen: real time, far more than it takes.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    /// <summary>Real time between two steps, so that the gate's threads get to do what the last one made due.</summary>
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(2);

    private GateWorld() => Silo = new FakeSilo(Clock);

    public TestClock Clock { get; } = new();

    public FakeSilo Silo { get; }

    public Gate Gate { get; private set; } = null!;

    public static async Task<GateWorld> StartAsync(MeshConfig? mesh = null, Func<GateOptions, GateOptions>? with = null, bool withoutPlan = false, byte[]? prices = null)
    {
        var world = new GateWorld();
        world.Silo.Prices = prices;
        if (!withoutPlan)
            world.Silo.Apply(mesh ?? TestMesh.Of());
        world.Gate = await world.ConnectAsync(with);
        return world;
    }

    /// <param name="silos">The ways to the books; the silo itself where nothing is said.</param>
    public Task<Gate> ConnectAsync(Func<GateOptions, GateOptions>? with = null, params IReadOnlyList<ISiloTransport> silos)
    {
        var options = new GateOptions { Name = "test", Time = Clock, SyncTimeout = TimeSpan.FromHours(1), Limits = new GateLimits { HoldsMax = 1_000, ReceiptsMax = 8_000 } };
        return Gate.ConnectAsync(with?.Invoke(options) ?? options, silos is [] ? [Silo] : silos);
    }

    /// <summary>The gate's process is killed: nothing that it would say afterwards is heard, and the journal is as it was.</summary>
    internal async Task KillAsync(TempJournal journal)
    {
        Silo.IsAway = true;
        var files = journal.Read();
        await DisposeAsync();
        TempJournal.PutBack(files);
        Silo.IsAway = false;
    }

    /// <summary>The next process at the same journal, once it has told all that the ones before had left to tell.</summary>
    internal async Task RestartAsync(TempJournal journal, Func<GateOptions, GateOptions>? with = null)
    {
        Gate = await ConnectAsync(options => (with ?? (static same => same))(journal.On(options)));
        await Pass(() => Gate.Counters.PastLives == 0);
    }

    /// <summary>Waits for something that happens without time passing.</summary>
    public static async Task Until(Func<bool> isSo)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Guard);
            await Task.Yield();
        }
    }

    /// <summary>Waits for something that happens as time passes, in small steps; answers how much passed.</summary>
    public async Task<TimeSpan> Pass(Func<bool> isSo, int stepMs = 20)
    {
        var (began, start) = (Stopwatch.GetTimestamp(), Clock.Now);
        while (!isSo())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Guard);
            for (var step = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(step) < BetweenSteps && !isSo();)
                await Task.Yield();
            if (!isSo())
                Clock.Advance(TimeSpan.FromMilliseconds(stepMs));
        }

        return Clock.Now - start;
    }

    /// <summary>The result of something that needs time to pass.</summary>
    public async Task<T> Pass<T>(Task<T> task, int stepMs = 20)
    {
        await Pass(() => task.IsCompleted, stepMs);
        return await task;
    }

    /// <summary>Decided, however the gate's threads come to it.</summary>
    public Task<Decision> AskAsync(Request request) => Pass(Gate.DecideAsync(request).AsTask());

    /// <summary>A gate's last words need time.</summary>
    public async Task EndAsync(Gate gate)
    {
        var disposal = gate.DisposeAsync().AsTask();
        await Pass(() => disposal.IsCompleted, stepMs: 100);
        await disposal;
    }

    public async ValueTask DisposeAsync() => await EndAsync(Gate);
}
