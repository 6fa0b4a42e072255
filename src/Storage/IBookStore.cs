using BudgetMesh.Lending;

namespace BudgetMesh.Storage;

/// <summary>
/// The books of all scopes. Writes that wait at the same time share one transaction; nothing is answered before it is durable.
/// A write that fails in a way that leaves open whether it landed answers <see cref="WriteOutcome.Unknown"/>, never an exception.
/// </summary>
public interface IBookStore
{
    /// <summary>The books of a scope, or <see cref="BookRecord.Empty"/> where none were written.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation);

    /// <summary>Writes under the condition that <see cref="BookWrite"/> states, all of its rows or none.</summary>
    ValueTask<WriteOutcome> WriteAsync(BookWrite write);

    /// <summary>Up to <paramref name="most"/> scopes that have books, in ordinal order, after <paramref name="after"/>; all below <paramref name="under"/> where it is given.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<ScopePath>> ListAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation);
}
