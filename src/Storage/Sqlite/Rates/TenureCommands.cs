using BudgetMesh.Rates;

namespace BudgetMesh.Storage.Sqlite;

internal sealed class TakeTenureCommand(RateOwnerId owner) : WriteCommand<RateTenure>
{
    public override int Rows => 1;

    public override bool IsUrgent => true;

    protected override RateTenure Write(WriteSession session)
    {
        var before = session.Database.Prepare(RateOwnerSql.Read).Set(owner.Kind.Word()).Set(owner.Name)
            .All(static row => new RateTenure(row.Long(0), row.Word<RateTenureState>(1))).DefaultIfEmpty(new RateTenure(0, RateTenureState.Idle)).Single();
        var epoch = before.Epoch + 1;
        var state = before.Before == RateTenureState.Idle ? RateTenureState.Learned : RateTenureState.Learning;
        session.Database.Prepare(RateOwnerSql.Take).Set(owner.Kind.Word()).Set(owner.Name).Set(epoch).Set(state.Word()).Run();
        return before with { Epoch = epoch };
    }
}

/// <summary>Answers false where a later tenure has begun.</summary>
internal sealed class NoteTenureCommand(RateOwnerId owner, long epoch, RateTenureState state) : WriteCommand<bool>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    protected override bool Write(WriteSession session) =>
        session.Database.Prepare(RateOwnerSql.Note).Set(state.Word()).Set(owner.Kind.Word()).Set(owner.Name).Set(epoch).Run() == 1;
}

/// <summary>Answers false where an owner is in office, has left something lent, or never was.</summary>
internal sealed class ForgetTenureCommand(RateOwnerId owner) : WriteCommand<bool>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    protected override bool Write(WriteSession session) =>
        session.Database.Prepare(RateOwnerSql.Forget).Set(owner.Kind.Word()).Set(owner.Name).Set(RateTenureState.Idle.Word()).Run() == 1;
}
