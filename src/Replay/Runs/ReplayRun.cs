using System.Diagnostics;
using BudgetMesh.Client;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>
/// Drives gates over a trace as gateways and their clients do: ask, ask again after a refusal that passes by itself, send,
/// settle what it cost.
/// </summary>
public sealed class ReplayRun(ReplayOptions options, IReadOnlyList<Gate> gates, FakeProvider provider)
{
    /// <summary>What holds occupy is recalled within this long; the protocol's own times are not compressed with the trace, so a retry sooner would mostly be told the same.</summary>
    private static readonly TimeSpan RetryLeast = LendingRules.RecallPatience;

    /// <summary>Of the machine's own clock: a <see cref="TimeSpan"/> would round to 100 ns.</summary>
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Each as often as its share says.</summary>
    private readonly Asker[] _askers = [.. options.Askers.SelectMany(static asker => Enumerable.Repeat(asker, asker.Share))];

    private int _next = -1;

    public ReplayTally Tally { get; } = new();

    /// <summary>Runs until every request is answered or refused.</summary>
    /// <param name="stop">Sends no more requests; those under way are still answered and settled.</param>
    public Task RunAsync(CancellationToken stop) => options.Speed.Factor is null ? RunClosedAsync(stop) : RunOpenAsync(stop);

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
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < options.Count && underWay.Fault is null; number++)
        {
            var wait = options.Speed.Scale(options.RequestAt(number).Arrival) - clock.Elapsed;
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
        var asker = _askers[Chance.Pick(options.Seed, number, Chance.Asker, _askers.Length)];
        var scope = options.ScopeOf(number, asker.Scope);
        var request = new Request(scope, new TokenCount(traced.ContextTokens))
        {
            Ladder = options.Ladder,
            Task = asker.Task,
            Priority = asker.Priority,
            DataClass = asker.DataClass,
            Caller = asker.Caller,
        };

        var decision = await DecideAsync(gate, request).ConfigureAwait(false);
        for (var retries = 0; decision.RetryAfter is { } after && retries < options.RetriesMost; retries++)
        {
            var wait = options.Speed.Scale(after);
            await Task.Delay(wait > RetryLeast ? wait : RetryLeast).ConfigureAwait(false);
            Tally.Retried();
            decision = await DecideAsync(gate, request).ConfigureAwait(false);
        }

        if (!decision.IsAllowed)
        {
            Tally.Refused();
            Tally.Ways.Add(asker, null);
            return;
        }

        var output = await provider.AnswerAsync(traced, number, asker.Scope.Value, decision.Deployment!.Id, decision.OutputBound.Value).ConfigureAwait(false);
        if (gate.Settle(decision, request.InputTokens, new TokenCount(output)) is { IsDone: false } unsettled)
            throw new InvalidOperationException($"decision {decision.Id} could not be settled: {unsettled.Problem}");
        Tally.Ways.Add(asker, decision.Deployment);
        Tally.Admitted(decision, provider.CostOf(decision.Deployment.Id, traced.ContextTokens, ReplayTally.FixedBound));
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
