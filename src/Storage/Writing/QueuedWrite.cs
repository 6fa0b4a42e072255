namespace BudgetMesh.Storage;

/// <summary>Something that waits for the writer: run in a transaction that it shares with others, answered after its commit.</summary>
internal abstract class QueuedWrite<TSession>
{
    /// <summary>About how many rows it writes: what bounds a batch.</summary>
    public abstract int Rows { get; }

    /// <summary>A request of a user waits for it: it goes before everything that only must not be lost.</summary>
    public abstract bool IsUrgent { get; }

    /// <summary>
    /// Where it stands in its transaction, for stores that several processes write: all of them lock rows in this order, so that no
    /// two wait for each other. Writes of one order go as they came.
    /// </summary>
    public virtual string LockOrder => "";

    /// <summary>Writes, in an open transaction. A refusal is an outcome to remember; an exception undoes the whole batch.</summary>
    public abstract void Apply(TSession session);

    /// <summary>The transaction is durable: answer.</summary>
    public abstract void Committed();

    /// <summary>The transaction failed; whether it landed is unknown.</summary>
    public abstract void Failed(StoreUnavailableException reason);
}

/// <inheritdoc/>
internal abstract class QueuedWrite<TSession, T> : QueuedWrite<TSession>
{
    // Continuations run elsewhere: the writer goes on with the next batch.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    /// <summary>What is answered once the transaction is durable.</summary>
    protected T Outcome { get; set; } = default!;

    public sealed override void Committed() => _answer.SetResult(Outcome);

    public sealed override void Failed(StoreUnavailableException reason) => _answer.SetException(reason);
}
