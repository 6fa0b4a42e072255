using BudgetMesh.Bounds;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>What all gateways know of answers' lengths, added up.</summary>
public interface ILearnedBounds
{
    /// <summary>Adds what a gateway saw, and answers what is known of that key by then.</summary>
    /// <exception cref="StoreUnavailableException">Whoever knows it does not answer now.</exception>
    ValueTask<AnswerLengths> MergeAsync(LengthsSeen seen, CancellationToken cancellation);
}
