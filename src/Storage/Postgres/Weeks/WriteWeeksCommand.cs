using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Postgres;

internal sealed class WriteWeeksCommand(ScopePath scope, IReadOnlyList<WeekRecord> weeks) : QueuedWrite<Pipeline, int>
{
    private const string Write =
        """
        INSERT INTO weeks (scope, budget, since_ticks, hours) SELECT $1, g.* FROM unnest($2, $3, $4) AS g
        ON CONFLICT (scope, budget) DO UPDATE SET since_ticks = excluded.since_ticks, hours = excluded.hours
        """;

    // All processes write them in one order, and none a key twice in one statement.
    private readonly IReadOnlyList<WeekRecord> _weeks =
        [.. weeks.Reverse().DistinctBy(static week => week.Budget).OrderBy(static week => week.Budget, StringComparer.Ordinal)];

    public override int Rows => _weeks.Count;

    public override bool IsUrgent => false;

    public override string LockOrder => $"5 {scope}";

    public override void Apply(Pipeline pipeline)
    {
        pipeline.Add(new Statement(Write).Set(scope)
            .SetTexts(_weeks, static week => week.Budget).SetLongs(_weeks, static week => week.Since.ToUnixTimeTicks()).SetTexts(_weeks, static week => WeekRows.Text(week.Hours)));
        Outcome = _weeks.Count;
    }
}
