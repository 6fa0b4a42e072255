using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.EndToEnd;

/// <summary>Scopes that ask at every gate for more than anybody lets through, until they are told to stop.</summary>
internal sealed class Rush(IReadOnlyList<Gate> gates, IReadOnlyList<ScopePath> scopes)
{
    private const int AskedPerTurnMost = 3;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly List<Admission> _admissions = [];

    public IReadOnlyList<Admission> Admissions
    {
        get
        {
            lock (_lock)
                return [.. _admissions];
        }
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(gates.SelectMany(gate => scopes.Select(scope => Task.Run(() => AskAsync(gate, scope, stop), CancellationToken.None))));

    /// <summary>Completes after so much time, with what was admitted in it.</summary>
    public async Task<IReadOnlyList<Admission>> DuringAsync(TimeSpan span)
    {
        var from = Admission.Now;
        using var timer = new PeriodicTimer(span);
        await timer.WaitForNextTickAsync();
        var until = Admission.Now;
        return [.. Admissions.Where(admission => admission.Earliest >= from && admission.Latest <= until)];
    }

    private async Task AskAsync(Gate gate, ScopePath scope, CancellationToken stop)
    {
        using var turns = new PeriodicTimer(Turn);
        while (!stop.IsCancellationRequested && await turns.WaitForNextTickAsync(CancellationToken.None))
        {
            for (var asked = 0; asked < AskedPerTurnMost && await TryAskAsync(gate, scope); asked++)
            {
            }
        }
    }

    private async Task<bool> TryAskAsync(Gate gate, ScopePath scope)
    {
        var request = new Request(scope, new TokenCount(10)) { OutputBound = new TokenCount(10) };
        var earliest = Admission.Now;
        var isHere = gate.TryDecide(request, out var decision);
        var latest = Admission.Now;
        if (!isHere)
        {
            decision = await gate.DecideAsync(request);
            if (decision.IsAllowed)
                (earliest, latest) = MadeAt(gate, decision);
        }

        if (!decision.IsAllowed)
            return false;
        lock (_lock)
            _admissions.Add(new Admission(scope, earliest, latest));
        gate.Settle(decision, new TokenCount(10), new TokenCount(10));
        return true;
    }

    /// <summary>Of a decision that somebody waited for: as its hold tells.</summary>
    private static (TimeSpan Earliest, TimeSpan Latest) MadeAt(Gate gate, Decision decision)
    {
        var before = Admission.Now;
        var age = gate.Holds().Single(hold => hold.Hold.Decision == decision.Number && hold.Incarnation == decision.Incarnation).Hold.Age;
        return (before - age, Admission.Now - age);
    }
}
