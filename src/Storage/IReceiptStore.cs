using BudgetMesh.Holds;
using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>The receipts, keyed by (incarnation, seq).</summary>
public interface IReceiptStore
{
    /// <summary>
    /// Makes receipts durable. A receipt that is there already is not written again; one that is there with another content is
    /// counted as a contradiction and the first one stays. A copy that a gateway has read from its journal says nothing of waiting, and is none.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing is known to be durable: send them again.</exception>
    ValueTask<ReceiptsAppended> AppendAsync(IReadOnlyList<Receipt> receipts);

    /// <summary>Receipts of a scope and all below it, newest first: by time, then incarnation, then seq, all descending.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<Receipt>> ReadAsync(ReceiptFilter filter, CancellationToken cancellation);

    /// <summary>Σ of the receipts' legs of one budget and window, added up from the receipts themselves.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<ReceiptSum> SumAsync(ScopePath scope, string budget, long window, CancellationToken cancellation);

    /// <summary>The same for every budget, over all windows, of the incarnations whose names begin so; scopes that were made of a pattern are added up under it.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<BudgetReceipts>> SumAsync(string incarnations, CancellationToken cancellation);
}

/// <param name="Scope">Or the pattern that scopes were made of.</param>
/// <param name="Legs">How many legs of receipts.</param>
/// <param name="Amount">Σ of them, in the budget's unit.</param>
public sealed record BudgetReceipts(string Scope, string Budget, long Legs, long Amount);

/// <param name="Added">How many were new.</param>
/// <param name="Contradictions">How many were there with another content.</param>
public sealed record ReceiptsAppended(int Added, int Contradictions);

/// <param name="Scope">This scope and all below it; null for all.</param>
/// <param name="Decision">Only receipts of this decision: an incarnation and its decision number.</param>
/// <param name="From">Only receipts of this time and later.</param>
/// <param name="To">Only receipts before this time.</param>
/// <param name="Before">Only receipts older than this one, for paging.</param>
/// <param name="Most">At most this many, 1 to <see cref="PageMax"/>.</param>
public sealed record ReceiptFilter(
    ScopePath? Scope, (Incarnation Incarnation, long Decision)? Decision, Instant? From, Instant? To, (Instant At, Incarnation Incarnation, long Seq)? Before, int Most)
{
    /// <summary>Only refusals: of requests that were denied or deferred.</summary>
    public bool OnlyRefused { get; init; }

    /// <summary>The largest page: a few megabytes, read in well under a second.</summary>
    public const int PageMax = 10_000;
}

/// <param name="Count">Receipts with a leg in this budget and window.</param>
/// <param name="Amount">Σ of their legs, in the budget's unit; the end of its range where the sum is beyond it, which no cap lets happen.</param>
public sealed record ReceiptSum(long Count, long Amount);
