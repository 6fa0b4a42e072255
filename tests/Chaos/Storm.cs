using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Chaos;

/// <summary>Brings trouble as it was drawn.</summary>
/// <param name="say">Hears of each piece.</param>
internal sealed class Storm(Cluster cluster, IReadOnlyList<Fault> faults, Action<string> say)
{
    private readonly ConcurrentDictionary<FaultKind, int> _done = new();
    private readonly Stopwatch _clock = new();

    public int Count(FaultKind kind) => _done.GetValueOrDefault(kind);

    /// <summary>Until all is done or <paramref name="stop"/>. Then nobody is being started or ended any more, and some may be down or paused.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _clock.Start();
        try
        {
            await Task.WhenAll(faults.GroupBy(static fault => fault.Silo).Select(own => BringAsync([.. own], stop)));
        }
        catch (OperationCanceledException)
        {
            // What was to be started again is not.
        }
    }

    /// <summary>The trouble of one silo, or of PostgreSQL, one after the other. On a busy machine a start may last until after the next is due, which is left out then.</summary>
    private async Task BringAsync(IReadOnlyList<Fault> own, CancellationToken stop)
    {
        foreach (var fault in own)
        {
            var now = _clock.Elapsed;
            if (fault.At < now)
                continue;
            await Task.Delay(fault.At - now, stop);
            _done.AddOrUpdate(fault.Kind, 1, static (_, count) => count + 1);
            await StrikeAsync(fault, stop);
        }
    }

    private async Task StrikeAsync(Fault fault, CancellationToken stop)
    {
        if (fault.Kind == FaultKind.PostgresKilled)
        {
            say("PostgreSQL is killed and started again");
            cluster.KillPostgresAndStartIt();
            return;
        }

        var silo = cluster.Silos[fault.Silo];
        say(string.Create(CultureInfo.InvariantCulture, $"silo {silo.Number} is {(fault.Kind == FaultKind.SiloKilled ? "killed" : "paused")} for {fault.Lasts.TotalSeconds:0.0} s"));
        if (fault.Kind == FaultKind.SiloPaused)
        {
            silo.Pause();
            await Task.Delay(fault.Lasts, stop);
            silo.Resume();
        }
        else
        {
            await silo.KillAsync();
            await Task.Delay(fault.Lasts, stop);
            await silo.StartAsync(stop);
        }
    }
}
