using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class WriteLengthsCommand(IReadOnlyList<LengthsSeen> sketches) : WriteCommand<int>
{
    public override int Rows => sketches.Count;

    public override bool IsUrgent => false;

    protected override int Write(WriteSession session)
    {
        foreach (var ((scope, task, model), buckets) in sketches)
            session.Database.Prepare(BoundSql.Write).Set(scope).Set(task).Set(model).Set(LengthRows.Text(buckets)).Run();
        return sketches.Count;
    }
}
