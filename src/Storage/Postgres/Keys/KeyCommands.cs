using NodaTime;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Answers false where a key of this id or secret is there.</summary>
internal sealed class AddKeyCommand(KeyRecord key) : QueuedWrite<Pipeline, bool>
{
    private const string Add =
        "INSERT INTO keys (id, sha256, role, label, created_ticks, revoked_ticks, scope, refusal_status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id";

    public override int Rows => 1;

    public override bool IsUrgent => false;

    public override string LockOrder => $"3 {key.Id}";

    public override void Apply(Pipeline pipeline)
    {
        Outcome = false;
        pipeline.Add(
            new Statement(Add).Set(key.Id).Set(key.Sha256).Set(key.Role.Word()).Set(key.Label).Set(key.CreatedAt).Set(key.RevokedAt).Set(key.Scope.Value).Set(key.RefusalStatus),
            _ => Outcome = true);
    }
}

/// <summary>Answers false where there is no such key or it is revoked already.</summary>
internal sealed class RevokeKeyCommand(string id, Instant at) : QueuedWrite<Pipeline, bool>
{
    private const string Revoke = "UPDATE keys SET revoked_ticks = $1 WHERE id = $2 AND revoked_ticks IS NULL RETURNING id";

    public override int Rows => 1;

    public override bool IsUrgent => false;

    public override string LockOrder => $"3 {id}";

    public override void Apply(Pipeline pipeline)
    {
        Outcome = false;
        pipeline.Add(new Statement(Revoke).Set(at).Set(id), _ => Outcome = true);
    }
}
