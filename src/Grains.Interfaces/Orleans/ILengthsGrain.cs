using BudgetMesh.Wire;
using Orleans.CodeGeneration;

namespace BudgetMesh.Grains;

/// <summary>How long the answers of one scope, or of one pattern of scopes, are: a virtual actor, so that what all gateways see is added up in one place.</summary>
[Alias("budgetmesh.lengths"), Version(1)]
public interface ILengthsGrain : IGrainWithStringKey
{
    /// <summary>Adds what a gateway saw, and answers what is known of that task and model by then.</summary>
    [Alias("merge"), ResponseTimeout(OwnerCalls.TimeoutText)]
    ValueTask<KnownLine> MergeAsync(LengthsLine seen, CancellationToken cancellation);
}
