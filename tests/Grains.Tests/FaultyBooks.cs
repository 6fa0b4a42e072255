using BudgetMesh.Lending;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains.Tests;

/// <summary>A store of books that fails as it is told to, and counts.</summary>
internal sealed class FaultyBooks(IBookStore inner) : IBookStore
{
    private int _reads;
    private int _writes;

    public int Reads => Volatile.Read(ref _reads);

    public int Writes => Volatile.Read(ref _writes);

    /// <summary>What is done instead of the next reads; null for a read as usual.</summary>
    public Queue<Func<BookRecord, BookRecord>> NextReads { get; } = [];

    /// <summary>What is done with the next writes.</summary>
    public Queue<Func<BookWrite, IBookStore, ValueTask<WriteOutcome>>> NextWrites { get; } = [];

    public Task WriteBegun => _writeBegun.Task;

    private readonly TaskCompletionSource _writeBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        var books = await inner.ReadAsync(scope, cancellation);
        return NextReads.TryDequeue(out var fault) ? fault(books) : books;
    }

    public ValueTask<WriteOutcome> WriteAsync(BookWrite write)
    {
        Interlocked.Increment(ref _writes);
        _writeBegun.TrySetResult();
        return NextWrites.TryDequeue(out var fault) ? fault(write, inner) : inner.WriteAsync(write);
    }

    public ValueTask<IReadOnlyList<ScopePath>> ListAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation) =>
        inner.ListAsync(under, after, most, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListMadeAsync(string? pattern, ScopePath? after, int most, CancellationToken cancellation) =>
        inner.ListMadeAsync(pattern, after, most, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListBusyAsync(ScopePath? after, int most, CancellationToken cancellation) => inner.ListBusyAsync(after, most, cancellation);

    public ValueTask<IReadOnlyList<ScopePath>> ListUnusedAsync(string pattern, NodaTime.Instant unusedSince, ScopePath? after, int most, CancellationToken cancellation) =>
        inner.ListUnusedAsync(pattern, unusedSince, after, most, cancellation);

    public ValueTask<IReadOnlyList<PatternTotals>> SumMadeAsync(CancellationToken cancellation) => inner.SumMadeAsync(cancellation);

    public ValueTask<IReadOnlyList<Adjustment>> ReadAdjustmentsAsync(ScopePath scope, int most, CancellationToken cancellation) =>
        inner.ReadAdjustmentsAsync(scope, most, cancellation);

    public static ValueTask<WriteOutcome> Lost(BookWrite _, IBookStore __) => ValueTask.FromResult(WriteOutcome.Unknown);

    public static async ValueTask<WriteOutcome> LandedButFailed(BookWrite write, IBookStore store)
    {
        await store.WriteAsync(write);
        return WriteOutcome.Unknown;
    }

    public static BookRecord Unreadable(BookRecord books) => throw new StoreUnavailableException("the disk is away");
}
