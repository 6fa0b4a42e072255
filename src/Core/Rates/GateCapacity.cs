using System.Runtime.CompilerServices;

namespace BudgetMesh.Rates;

/// <summary>A deployment as one claim meets it at this gateway: whether it may be asked at all, and its slices of the capacity.</summary>
internal sealed class GateCapacity(GateRateOwner owner, GateLimit[] lines)
{
    public GateRateOwner Owner { get; } = owner;

    public GateLimit[] Lines { get; } = lines;

    /// <summary>How much room there is now, in parts of a thousand of the line that has least; a deployment without limits has all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Room(TimeSpan now)
    {
        var least = 1000L;
        foreach (var line in Lines)
            least = Math.Min(least, line.RoomPermille(now));
        return least;
    }
}
