namespace BudgetMesh.Storage.Sqlite;

/// <summary>Something that waits for the writer: run in a transaction that it shares with others, answered after its commit.</summary>
internal abstract class WriteCommand
{
    /// <summary>About how many rows it writes: what bounds a batch.</summary>
    public abstract int Rows { get; }

    /// <summary>A request of a user waits for it: it goes before everything that only must not be lost.</summary>
    public abstract bool IsUrgent { get; }

    /// <summary>Writes, in an open transaction. A refusal is an outcome to remember; an exception undoes the whole batch.</summary>
    public abstract void Apply(WriteSession session);

    /// <summary>The transaction is durable: answer.</summary>
    public abstract void Committed();

    /// <summary>The transaction failed; whether it landed is unknown.</summary>
    public abstract void Failed(StoreUnavailableException reason);
}

/// <inheritdoc/>
internal abstract class WriteCommand<T> : WriteCommand
{
    // Continuations run elsewhere: the writer goes on with the next batch.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _outcome = default!;

    public Task<T> Answer => _answer.Task;

    public sealed override void Apply(WriteSession session) => _outcome = Write(session);

    public sealed override void Committed() => _answer.SetResult(_outcome);

    public sealed override void Failed(StoreUnavailableException reason) => _answer.SetException(reason);

    protected abstract T Write(WriteSession session);
}
