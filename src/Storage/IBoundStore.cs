using BudgetMesh.Bounds;

namespace BudgetMesh.Storage;

/// <summary>How long answers were, so that a server that starts again need not learn it anew. Losing it costs held money for a while, nothing else.</summary>
public interface IBoundStore
{
    /// <summary>All that is stored, in the ordinal order of scope, task and model.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<IReadOnlyList<LengthsSeen>> ReadAsync(CancellationToken cancellation);

    /// <summary>Stores whole sketches, each in the place of what was stored of its key.</summary>
    /// <exception cref="StoreUnavailableException">It is not known to be durable.</exception>
    ValueTask WriteAsync(IReadOnlyList<LengthsSeen> sketches);
}
