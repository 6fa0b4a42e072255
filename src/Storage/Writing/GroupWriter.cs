using System.Threading.Channels;

namespace BudgetMesh.Storage;

/// <summary>
/// The one writer. Everything that waits goes into one transaction, and is answered when that is durable; what arrives meanwhile
/// is the next batch. So the cost of reaching the disk is shared by as many callers as there are, and nobody waits for a timer.
/// </summary>
internal abstract class GroupWriter<TSession> : IAsyncDisposable
{
    /// <summary>For how long the writes of a batch that was undone are tried one by one, while all others wait.</summary>
    private static readonly TimeSpan ApartMax = TimeSpan.FromSeconds(5);

    private readonly Channel<QueuedWrite<TSession>> _intake = Channel.CreateUnbounded<QueuedWrite<TSession>>(new() { SingleReader = true });
    private readonly SemaphoreSlim _places;
    private readonly WriteLanes<TSession> _lanes;
    private readonly string _place;
    private Task _loop = Task.CompletedTask;
    private long _transactions;
    private long _commands;
    private long _busyTicks;
    private StoreUnavailableException? _failure;

    /// <param name="place">The store, as a message names it.</param>
    /// <param name="writesWaitingMax">Writes that wait in the queue; who comes later waits for a place.</param>
    /// <param name="rowsPerBatchMax">Rows that share a transaction, about.</param>
    protected GroupWriter(string place, int writesWaitingMax, int rowsPerBatchMax, TimeProvider clock)
    {
        _place = place;
        Clock = clock;
        _places = new SemaphoreSlim(writesWaitingMax);
        _lanes = new WriteLanes<TSession>(rowsPerBatchMax);
    }

    /// <summary>Why the last batch failed, or null when it landed.</summary>
    public StoreUnavailableException? Failure => Volatile.Read(ref _failure);

    /// <summary>What it has done since it was opened.</summary>
    public WriterTotals Totals => new(Interlocked.Read(ref _transactions), Interlocked.Read(ref _commands), TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)));

    protected TimeProvider Clock { get; }

    /// <summary>Called once the store is open.</summary>
    protected void Start() => _loop = Task.Run(WriteAsync);

    /// <summary>Waits for a place in the queue, then for the commit.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was written is unknown.</exception>
    public async Task<T> RunAsync<T>(QueuedWrite<TSession, T> command)
    {
        await _places.WaitAsync();
        try
        {
            if (!_intake.Writer.TryWrite(command))
                throw new StoreUnavailableException($"{_place} is closed: the server is stopping");
            return await command.Answer;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Writes what waits already, takes nothing more, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        _intake.Writer.TryComplete();
        await _loop;
        await CloseAsync();
    }

    /// <summary>Runs all of a batch in one transaction. Never throws: the callers must hear of it, and the loop must live.</summary>
    protected abstract ValueTask<BatchResult> CommitAsync(List<QueuedWrite<TSession>> batch);

    /// <summary>Nothing is written any more.</summary>
    protected abstract ValueTask CloseAsync();

    private async Task WriteAsync()
    {
        while (await _intake.Reader.WaitToReadAsync())
        {
            do
            {
                while (_intake.Reader.TryRead(out var command))
                    _lanes.Add(command);
                await SettleAsync(_lanes.Take());
            }
            while (!_lanes.IsEmpty);
        }
    }

    private async ValueTask SettleAsync(List<QueuedWrite<TSession>> batch)
    {
        var result = await MeasuredAsync(batch);
        if (!result.IsUndone || batch.Count == 1)
        {
            Answer(batch, result.Failure);
            return;
        }

        // One of them is to blame, perhaps for ever: each has a transaction of its own, so that it does not take the others with it.
        var begun = Clock.GetTimestamp();
        foreach (var command in batch)
        {
            var alone = Clock.GetElapsedTime(begun) < ApartMax ? await MeasuredAsync([command]) : result;
            Answer([command], alone.Failure);
        }
    }

    private async ValueTask<BatchResult> MeasuredAsync(List<QueuedWrite<TSession>> batch)
    {
        var begun = Clock.GetTimestamp();
        var result = await CommitAsync(batch);
        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _commands, batch.Count);
        Interlocked.Add(ref _busyTicks, Clock.GetElapsedTime(begun).Ticks);
        return result;
    }

    private void Answer(List<QueuedWrite<TSession>> batch, StoreUnavailableException? failure)
    {
        Volatile.Write(ref _failure, failure);
        foreach (var command in batch)
        {
            if (failure is null)
                command.Committed();
            else
                command.Failed(failure);
        }
    }
}
