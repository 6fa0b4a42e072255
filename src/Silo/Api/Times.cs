using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>Instants as people read them.</summary>
internal static class Times
{
    public static DateTimeOffset Utc(this Instant instant) => instant.ToDateTimeOffset();

    /// <summary>In the budget's zone, where the budget is known: the day starts there.</summary>
    public static DateTimeOffset? In(long? unixMs, BudgetPlan? budget) => unixMs is { } ms
        ? Instant.FromUnixTimeMilliseconds(ms).InZone(budget?.Calendar.Zone ?? DateTimeZone.Utc).ToDateTimeOffset()
        : null;
}
