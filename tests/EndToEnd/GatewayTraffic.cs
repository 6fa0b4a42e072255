using System.Collections.Concurrent;
using System.Text.Json;
using BudgetMesh.Replay;
using BudgetMesh.Replay.Provider;
using BudgetMesh.Routing;

namespace BudgetMesh.EndToEnd;

/// <summary>Clients and provider of gateways that are processes, outside of those: what was sent is billed, whoever is killed.</summary>
internal sealed class GatewayTraffic
{
    private const int InFlight = 8, RefusalsAtTheEnd = 100;

    /// <summary>A client that was refused asks again after this long.</summary>
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(50);

    private readonly Trace _trace;
    private readonly FakeProvider _provider;
    private readonly ConcurrentDictionary<string, decimal> _billed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Task> _answering = new();
    private readonly string _scope;
    private readonly Lock _lock = new();
    private readonly Queue<GatewayProcess> _waiting = new();
    private TaskCompletionSource? _reached;
    private int _momentsLeft;
    private int _next;
    private int _allowed = int.MaxValue;
    private int _refusedInARow;
    private volatile bool _isOver;

    public GatewayTraffic(MeshConfig mesh, ScopePath scope, int requests, int seed)
    {
        ReplaySpeed.TryParse("30x", out var speed, out _).ShouldBeTrue();
        _scope = scope.Value;
        _trace = TrafficShape.AzureConversation.Make(requests, seed);
        _provider = new FakeProvider(new ProviderPriceList(JsonSerializer.SerializeToElement(mesh, MeshJson.Default.MeshConfig), null), speed, seed);
    }

    /// <summary>What the provider bills for each decision that was sent to it, in USD.</summary>
    public IReadOnlyDictionary<string, decimal> Billed => _billed;

    public decimal Bill => _provider.Bill.Total;

    /// <summary>Serves one gateway: so many requests at once, each followed by the next, until <see cref="End"/> or its death. Completes when all are answered.</summary>
    public Task ServeAsync(GatewayProcess gateway)
    {
        var open = InFlight;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Listen(line =>
        {
            Heard(gateway, line);
            if (line[0] == "done")
                Again();
            else if (line[0] == "refused")
                _ = AgainSoonAsync();
        });
        for (var i = 0; i < InFlight; i++)
            TryAsk(gateway).ShouldBeTrue();
        return over.Task;

        void Again()
        {
            if (!TryAsk(gateway) && Interlocked.Decrement(ref open) == 0)
                over.SetResult();
        }

        async Task AgainSoonAsync()
        {
            using var pause = new PeriodicTimer(AfterRefusal);
            await pause.WaitForNextTickAsync();
            Again();
        }
    }

    /// <summary>Completes after so many more things were said by gateways. One waits at a time.</summary>
    public Task AfterAsync(int moments)
    {
        lock (_lock)
        {
            _momentsLeft = moments;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    /// <summary>Only so many more requests are made, until this is called again: how much is spent between two kills is not a matter of how fast the machine is.</summary>
    public void Allow(int requests)
    {
        List<GatewayProcess> waiting;
        lock (_lock)
        {
            _allowed = requests == int.MaxValue ? requests : _next + requests;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        waiting.ForEach(gateway => TryAsk(gateway));
    }

    /// <summary>No more requests are made, as once the budget is spent: refused for good, again and again.</summary>
    public void End() => _isOver = true;

    /// <summary>Waits for the answers that nobody waits for any more.</summary>
    public Task AllAnsweredAsync() => Task.WhenAll(_answering.Values);

    private void Heard(GatewayProcess gateway, string[] line)
    {
        var number = int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture);
        if (line[0] == "sent")
            _answering[number] = AnswerAsync(gateway, number, line[2], line[3], long.Parse(line[4], System.Globalization.CultureInfo.InvariantCulture));
        if (line[0] == "done")
            Volatile.Write(ref _refusedInARow, 0);
        if (line[0] == "refused" && line[2] == nameof(Reason.BudgetExceeded) && Interlocked.Increment(ref _refusedInARow) == RefusalsAtTheEnd)
            End();
        lock (_lock)
        {
            if (--_momentsLeft == 0)
                _reached?.SetResult();
        }
    }

    private async Task AnswerAsync(GatewayProcess gateway, int number, string decision, string deployment, long bound)
    {
        var output = (await _provider.AnswerAsync(_trace.Requests[number], number, _scope, deployment, bound)).OutputTokens;
        _billed[decision] = _provider.CostOf(deployment, _trace.Requests[number].ContextTokens, output).NanoUsd / (decimal)Money.NanosPerUsd;
        gateway.Say("answer", number, output); // a dead one does not hear it, and it is billed all the same
    }

    private bool TryAsk(GatewayProcess gateway)
    {
        if (_isOver)
            return false;
        int number;
        lock (_lock)
        {
            if (_next >= _allowed)
            {
                _waiting.Enqueue(gateway);
                return true;
            }

            number = _next++;
        }

        number.ShouldBeLessThan(_trace.Requests.Length, "the trace is too short");
        gateway.Say("ask", number, _trace.Requests[number].ContextTokens);
        return true;
    }
}
