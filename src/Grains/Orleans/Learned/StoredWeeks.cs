using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>The weeks of one scope's paced budgets as they are kept, in the order of the budgets.</summary>
internal sealed record StoredWeeks
{
    public IReadOnlyList<StoredWeek> Budgets { get; init; } = [];

    public IReadOnlyList<WeekRecord> ToRecords() => [.. Budgets.Select(static week => new WeekRecord(week.Budget, Instant.FromUnixTimeTicks(week.SinceTicks), week.Hours))];

    /// <summary>With some weeks in the place of those of their budgets.</summary>
    public StoredWeeks With(IReadOnlyList<WeekRecord> weeks) => new()
    {
        Budgets = [
            .. weeks.Reverse().Select(static week => new StoredWeek(week.Budget, week.Since.ToUnixTimeTicks(), week.Hours)).Concat(Budgets)
                .DistinctBy(static week => week.Budget).OrderBy(static week => week.Budget, StringComparer.Ordinal),
        ],
    };
}

/// <param name="SinceTicks">In 100 ns since 1970 UTC.</param>
internal sealed record StoredWeek(string Budget, long SinceTicks, IReadOnlyList<HourSpend> Hours);
