namespace BudgetMesh.Client;

/// <summary>Time since the gate began, that only runs forward.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    // No money: a double has the ticks of a century, and a multiplication is what the hot path can afford.
    private readonly double _ticksPerStamp = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;

    public TimeSpan Now => new((long)((time.GetTimestamp() - _origin) * _ticksPerStamp));
}
