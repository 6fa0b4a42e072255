using BudgetMesh.Routing;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class WriteWeeksCommand(ScopePath scope, IReadOnlyList<WeekRecord> weeks) : WriteCommand<int>
{
    public override int Rows => weeks.Count;

    public override bool IsUrgent => false;

    protected override int Write(WriteSession session)
    {
        foreach (var (budget, since, hours) in weeks)
            session.Database.Prepare(WeekSql.Write).Set(scope).Set(budget).Set(since).Set(WeekRows.Text(hours)).Run();
        return weeks.Count;
    }
}
