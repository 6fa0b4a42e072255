using System.Globalization;

namespace BudgetMesh.Chaos;

/// <summary>Brings trouble as it was drawn.</summary>
/// <param name="say">Hears of each piece.</param>
internal sealed class Storm(Cluster cluster, IReadOnlyList<Fault> faults, Action<string> say)
{
    private readonly Dictionary<FaultKind, int> _done = [];

    public int Count(FaultKind kind) => _done.GetValueOrDefault(kind);

    /// <summary>Until all is done or <paramref name="stop"/>. Then nobody is being started or ended any more, and some may be down or paused.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var underWay = new List<Task>();
        foreach (var fault in faults)
        {
            if (fault.At > clock.Elapsed)
                await Task.Delay(fault.At - clock.Elapsed, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                break;
            _done[fault.Kind] = Count(fault.Kind) + 1;
            underWay.Add(StrikeAsync(fault, stop));
        }

        try
        {
            await Task.WhenAll(underWay);
        }
        catch (OperationCanceledException)
        {
            // What was to be started again is not.
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
