using NodaTime;

namespace BudgetMesh.Routing;

/// <summary>The week of one budget as it is stored: what <see cref="WeekShape"/> has learned.</summary>
/// <param name="Since">When learning began.</param>
/// <param name="Hours">Hours that something was spent in, in the order of the week.</param>
public sealed record WeekRecord(string Budget, Instant Since, IReadOnlyList<HourSpend> Hours);

/// <summary>What was usually spent in one hour of the week.</summary>
/// <param name="Hour">0 to 167, in UTC.</param>
/// <param name="Week">The week in which something was spent then for the last time, counted from 1970.</param>
/// <param name="Amount">In the budget's unit: all of that week, half of the one before it, a quarter of the one before that.</param>
public readonly record struct HourSpend(int Hour, long Week, long Amount);
