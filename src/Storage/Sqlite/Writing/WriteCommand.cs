namespace BudgetMesh.Storage.Sqlite;

/// <summary>A write that has its outcome as soon as it has run.</summary>
internal abstract class WriteCommand<T> : QueuedWrite<WriteSession, T>
{
    public sealed override void Apply(WriteSession session) => Outcome = Write(session);

    protected abstract T Write(WriteSession session);
}
