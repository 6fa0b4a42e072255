using System.Diagnostics;
using BudgetMesh.Client;
using BudgetMesh.Replay.Measures;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>
/// Drives gates over a trace as gateways and their clients do: ask, ask again after a refusal that passes by itself, send,
/// settle what it cost.
/// </summary>
public sealed class ReplayRun(ReplayOptions options, IReadOnlyList<Gate> gates, FakeProvider provider)
{
    /// <summary>Of the machine's own clock: a <see cref="TimeSpan"/> would round to 100 ns.</summary>
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly Dealing _askers = new(options.Askers, options.Seed);

    private int _next = -1;

    public ReplayTally Tally { get; } = new();

    /// <summary>Runs until every request is answered or refused.</summary>
    /// <param name="stop">Sends no more requests; those under way are still answered and settled.</param>
    public Task RunAsync(CancellationToken stop)
    {
        provider.Clock.Restart();
        return options.Speed.Factor is null ? RunClosedAsync(stop) : RunOpenAsync(stop);
    }

    /// <summary>As many clients as may be in flight, each with its next request as soon as it has an answer.</summary>
    private Task RunClosedAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, options.InFlight).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && Interlocked.Increment(ref _next) is var number && number < options.Count)
                await ServeAsync(number).ConfigureAwait(false);
        }, CancellationToken.None)));

    /// <summary>Requests come when the trace says so, however many are under way.</summary>
    private async Task RunOpenAsync(CancellationToken stop)
    {
        var underWay = new UnderWay();
        for (var number = 0; number < options.Count && underWay.Fault is null; number++)
        {
            var wait = options.Speed.Scale(options.RequestAt(number).Arrival) - provider.Clock.Elapsed;
            if (wait >= TimeSpan.FromMilliseconds(1))
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                break;
            underWay.Add(ServeAsync(number));
        }

        await underWay.DrainAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync(int number)
    {
        var traced = options.RequestAt(number);
        var gate = gates[Chance.Pick(options.Seed, number, Chance.Gateway, gates.Count)];
        var asker = _askers[number];
        if (options.IsIdle(asker.Scope, traced.Arrival))
        {
            Tally.WasIdle();
            return;
        }

        var request = new Request(options.ScopeOf(number, asker.Scope), new TokenCount(traced.ContextTokens))
        {
            Ladder = options.Ladder,
            Task = asker.Task,
            Priority = asker.Priority,
            DataClass = asker.DataClass,
            Caller = asker.Caller,
        };

        Tally.Asked.Add(provider.Clock.Elapsed, new UsageKey(asker.Scope.Value, Deployment: null), traced.ContextTokens, traced.GeneratedTokens);
        var patience = new Patience(options, provider.Clock);
        while (true)
        {
            var decision = await DecideAsync(gate, request).ConfigureAwait(false);
            if (decision.IsAllowed && await SendAsync(gate, decision, traced, number, asker).ConfigureAwait(false))
                return;
            if ((decision.IsAllowed ? patience.AfterProvider() : patience.After(decision)) is not { } wait)
                break;
            await Task.Delay(wait).ConfigureAwait(false);
            Tally.Retried();
        }

        Tally.Refused();
        Tally.Ways.Add(asker, null);
    }

    /// <summary>False where the provider refused: nothing was billed, so nothing is charged.</summary>
    private async Task<bool> SendAsync(Gate gate, Decision decision, TracedRequest traced, int number, Asker asker)
    {
        var deployment = decision.Deployment!;
        var answer = await provider.AnswerAsync(traced, number, asker.Scope.Value, deployment.Id, decision.OutputBound.Value).ConfigureAwait(false);
        gate.Observe(deployment, answer.Signal);
        if (!answer.IsServed)
        {
            gate.Void(decision);
            return false;
        }

        if (gate.Settle(decision, new TokenCount(traced.ContextTokens), new TokenCount(answer.OutputTokens)) is { IsDone: false } unsettled)
            throw new InvalidOperationException($"decision {decision.Id} could not be settled: {unsettled.Problem}");
        Tally.Ways.Add(asker, deployment);
        Tally.Admitted(decision, provider.CostOf(deployment.Id, traced.ContextTokens, ReplayTally.FixedBound));
        return true;
    }

    private async ValueTask<Decision> DecideAsync(Gate gate, Request request)
    {
        var start = Stopwatch.GetTimestamp();
        var isDecided = gate.TryDecide(request, out var decision);
        if (isDecided)
            Tally.DecisionTimes.Record((long)((Stopwatch.GetTimestamp() - start) * NanosecondsPerTick));
        else
            decision = await gate.DecideAsync(request).ConfigureAwait(false);
        Tally.Decided(waited: !isDecided);
        return decision;
    }
}
