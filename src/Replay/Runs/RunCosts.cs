using System.Diagnostics;

namespace BudgetMesh.Replay;

/// <summary>What a run takes of this process, looked at a few times a second.</summary>
public sealed class RunCosts
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private readonly TimeSpan _cpuBefore = Cpu();

    public long ManagedBytesAtTenth { get; private set; }

    public long ManagedBytesAtEnd { get; private set; }

    public long WorkingSetPeakAtTenth { get; private set; }

    public long WorkingSetPeak { get; private set; }

    public TimeSpan CpuTime { get; private set; }

    /// <summary>Until <paramref name="run"/> ends.</summary>
    /// <param name="share">How much of it is done, 0 to 1.</param>
    public async Task WatchAsync(Task run, Func<double> share)
    {
        while (await Task.WhenAny(run, Task.Delay(Every)).ConfigureAwait(false) != run)
            Look(share());
        Look(1);
        ManagedBytesAtEnd = GC.GetTotalMemory(forceFullCollection: true);
        CpuTime = Cpu() - _cpuBefore;
    }

    private void Look(double share)
    {
        WorkingSetPeak = Math.Max(WorkingSetPeak, Environment.WorkingSet);
        if (share < 0.1 || ManagedBytesAtTenth > 0)
            return;
        WorkingSetPeakAtTenth = WorkingSetPeak;
        ManagedBytesAtTenth = GC.GetTotalMemory(forceFullCollection: true);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
