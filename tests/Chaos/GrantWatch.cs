using System.Diagnostics;
using BudgetMesh.Client;

namespace BudgetMesh.Chaos;

/// <summary>Looks at what gates were lent, many times a second, and measures the longest time in which no gate was lent anything.</summary>
internal sealed class GrantWatch(IReadOnlyList<Gate> gates)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly Int128[] _granted = new Int128[gates.Count];
    private long _lastGrantAt;

    public TimeSpan Longest { get; private set; }

    public long Grants { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        _lastGrantAt = Stopwatch.GetTimestamp();
        Look();
        using var turns = new PeriodicTimer(Every);
        try
        {
            while (await turns.WaitForNextTickAsync(stop))
                Look();
        }
        catch (OperationCanceledException)
        {
            // The time without a grant that lasts now counts as well.
        }

        Note();
    }

    private void Look()
    {
        for (var gate = 0; gate < gates.Count; gate++)
        {
            var granted = gates[gate].Slices().Aggregate(Int128.Zero, static (sum, slice) => sum + slice.Counters.Granted);
            if (granted > _granted[gate])
            {
                Grants++;
                Note();
                _lastGrantAt = Stopwatch.GetTimestamp();
            }

            _granted[gate] = granted; // less, where a window has ended
        }
    }

    private void Note()
    {
        var without = Stopwatch.GetElapsedTime(_lastGrantAt);
        Longest = without > Longest ? without : Longest;
    }
}
