using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>
/// The books of all scopes. Writes that wait at the same time share one transaction; nothing is answered before it is durable.
/// A write that fails in a way that leaves open whether it landed answers <see cref="WriteOutcome.Unknown"/>, never an exception.
/// Instants are kept to 100 ns.
/// </summary>
public interface IBookStore
{
    /// <summary>
    /// The books of a scope, or <see cref="BookRecord.Empty"/> where none were written; all of it from one moment. Rows come in
    /// the ordinal order of their keys: windows by budget and window, borrowers by incarnation, accounts by budget, window and
    /// incarnation, adjustments by budget, window and id.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<BookRecord> ReadAsync(ScopePath scope, CancellationToken cancellation);

    /// <summary>
    /// Writes under the condition that <see cref="BookWrite"/> states, all of its rows or none. Pruned windows go with their
    /// accounts; borrowers and adjustments stay. A store may reckon for itself and answer <see cref="WriteOutcome.BeyondCap"/>. Where a write is both too early and in conflict, either may be answered.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The write does not raise the version, or lowers the epoch.</exception>
    ValueTask<WriteOutcome> WriteAsync(BookWrite write);

    /// <summary>
    /// Up to <paramref name="most"/> adjustments of a scope, newest first; those of windows whose books were pruned are among them.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<Adjustment>> ReadAdjustmentsAsync(ScopePath scope, int most, CancellationToken cancellation);

    /// <summary>
    /// Up to <paramref name="most"/> scopes that have books, in ordinal order, after <paramref name="after"/>; only
    /// <paramref name="under"/> and what is below it, where it is given.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<ScopePath>> ListAsync(ScopePath? under, ScopePath? after, int most, CancellationToken cancellation);

    /// <summary>As <see cref="ListAsync"/>, of the scopes that were made of <paramref name="pattern"/>; null for those that were made of none.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<ScopePath>> ListMadeAsync(string? pattern, ScopePath? after, int most, CancellationToken cancellation);

    /// <summary>As <see cref="ListAsync"/>, of scopes that requests have made and in which a gateway holds something or has something free.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<ScopePath>> ListBusyAsync(ScopePath? after, int most, CancellationToken cancellation);

    /// <summary>As <see cref="ListMadeAsync"/>, of those that were written last before <paramref name="unusedSince"/> by the store's clock.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<ScopePath>> ListUnusedAsync(string pattern, Instant unusedSince, ScopePath? after, int most, CancellationToken cancellation);

    /// <summary>How many scopes each pattern has made, and what they spent by budget: added up in the store, which takes a second or two for a million.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<PatternTotals>> SumMadeAsync(CancellationToken cancellation);
}
