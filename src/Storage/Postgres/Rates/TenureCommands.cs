using BudgetMesh.Rates;

namespace BudgetMesh.Storage.Postgres;

internal sealed class TakeTenureCommand(RateOwnerId owner) : QueuedWrite<Pipeline, RateTenure>
{
    /// <summary>The new owner has to learn unless the one before left nothing behind; what that left is kept beside it, to be answered.</summary>
    private const string Take =
        """
        INSERT INTO rate_owners AS r (kind, name, epoch, state, before) VALUES ($1, $2, 1, 'Learned', 'Idle')
        ON CONFLICT (kind, name) DO UPDATE SET
            epoch = r.epoch + 1, state = CASE r.state WHEN 'Idle' THEN 'Learned' ELSE 'Learning' END, before = r.state
        RETURNING epoch, before
        """;

    public override int Rows => 1;

    public override bool IsUrgent => true;

    public override string LockOrder => $"6 {owner.Kind} {owner.Name}";

    public override void Apply(Pipeline pipeline) =>
        pipeline.Add(new Statement(Take).Set(owner.Kind.Word()).Set(owner.Name), row => Outcome = new RateTenure(row.Long(0), row.Word<RateTenureState>(1)));
}

internal sealed class NoteTenureCommand(RateOwnerId owner, long epoch, RateTenureState state) : QueuedWrite<Pipeline, bool>
{
    private const string Note = "UPDATE rate_owners SET state = $1 WHERE kind = $2 AND name = $3 AND epoch = $4";

    public override int Rows => 1;

    public override bool IsUrgent => false;

    public override string LockOrder => $"6 {owner.Kind} {owner.Name}";

    public override void Apply(Pipeline pipeline) => pipeline.Add(new Statement(Note).Set(state.Word()).Set(owner.Kind.Word()).Set(owner.Name).Set(epoch));
}

/// <summary>Answers false where an owner is in office, has left something lent, or never was.</summary>
internal sealed class ForgetTenureCommand(RateOwnerId owner) : QueuedWrite<Pipeline, bool>
{
    private const string Forget = "DELETE FROM rate_owners WHERE kind = $1 AND name = $2 AND state = $3 RETURNING epoch";

    public override int Rows => 1;

    public override bool IsUrgent => false;

    public override string LockOrder => $"6 {owner.Kind} {owner.Name}";

    public override void Apply(Pipeline pipeline)
    {
        Outcome = false;
        pipeline.Add(new Statement(Forget).Set(owner.Kind.Word()).Set(owner.Name).Set(RateTenureState.Idle.Word()), _ => Outcome = true);
    }
}
