using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Chaos;

/// <summary>Brings trouble as it was drawn.</summary>
/// <param name="say">Hears of each piece.</param>
internal sealed class Storm(Cluster cluster, IReadOnlyList<Fault> faults, Action<string> say)
{
    private static readonly TimeSpan TendEvery = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<FaultKind, int> _done = new();
    private readonly Stopwatch _clock = new();

    public int Count(FaultKind kind) => _done.GetValueOrDefault(kind);

    /// <summary>Until all is done or <paramref name="stop"/>. Then nobody is being started or ended any more; PostgreSQL is there, and some silos may be down or paused.</summary>
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
            await TendUntilAsync(own[0].Silo, fault.At, stop);
            _done.AddOrUpdate(fault.Kind, 1, static (_, count) => count + 1);
            await StrikeAsync(fault, stop);
        }

        await TendUntilAsync(own[0].Silo, TimeSpan.MaxValue, stop);
    }

    /// <summary>Silos that end by themselves are started again meanwhile.</summary>
    private async Task TendUntilAsync(int silo, TimeSpan at, CancellationToken stop)
    {
        while (at - _clock.Elapsed is { Ticks: > 0 } left)
        {
            await Task.Delay(left < TendEvery ? left : TendEvery, stop);
            if (silo >= 0)
                await cluster.Silos[silo].TendAsync(stop);
        }
    }

    private async Task StrikeAsync(Fault fault, CancellationToken stop)
    {
        if (fault.Kind == FaultKind.PostgresKilled)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL is killed for {fault.Lasts.TotalSeconds:0.0} s"));
            cluster.KillPostgres();
            try
            {
                await Task.Delay(fault.Lasts, stop);
            }
            finally
            {
                cluster.StartPostgresAgain();
            }

            return;
        }

        var silo = cluster.Silos[fault.Silo];
        if (fault.Kind == FaultKind.SiloUpgraded)
        {
            say($"silo {silo.Number} is upgraded");
            await silo.UpgradeAsync(stop);
            return;
        }

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
