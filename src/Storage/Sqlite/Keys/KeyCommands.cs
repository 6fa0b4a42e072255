using NodaTime;

namespace BudgetMesh.Storage.Sqlite;

/// <summary>Answers false where a key of this id or secret is there.</summary>
internal sealed class AddKeyCommand(KeyRecord key) : WriteCommand<bool>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    protected override bool Write(WriteSession session) =>
        session.Database.Prepare(KeySql.Add)
            .Set(key.Id).Set(key.Sha256).Set(key.Role.Word()).Set(key.Label).Set(key.CreatedAt).Set(key.RevokedAt)
            .Set(key.Scope.Value).Set(key.RefusalStatus).Run() == 1;
}

/// <summary>Answers false where there is no such key or it is revoked already.</summary>
internal sealed class RevokeKeyCommand(string id, Instant at) : WriteCommand<bool>
{
    public override int Rows => 1;

    public override bool IsUrgent => false;

    protected override bool Write(WriteSession session) => session.Database.Prepare(KeySql.Revoke).Set(at).Set(id).Run() == 1;
}
