using NodaTime;

namespace BudgetMesh.Client;

/// <summary>
/// The silo's wall clock on the gate's monotonic one, from the times that answers carry. An answer was stamped between when
/// its message was sent and when it arrived; an estimate that agrees with that is kept, so that receipts do not jitter.
/// </summary>
internal sealed class SiloClock
{
    /// <summary>The silo's clock at monotonic time zero.</summary>
    public Instant Origin { get; private set; } = Instant.MaxValue;

    public Instant At(TimeSpan now) => Origin + Duration.FromTimeSpan(now);

    /// <summary>Takes the clock from an answer. True where it differs from what was thought.</summary>
    public bool Observe(long utcMs, TimeSpan sentAt, TimeSpan receivedAt)
    {
        var stamped = Instant.FromUnixTimeMilliseconds(utcMs);
        var earliest = stamped - Duration.FromTimeSpan(receivedAt);
        var latest = stamped + Duration.FromMilliseconds(1) - Duration.FromTimeSpan(sentAt);
        if (Origin >= earliest && Origin <= latest)
            return false;
        Origin = earliest + (latest - earliest) / 2;
        return true;
    }
}
