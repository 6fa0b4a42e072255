using Orleans.CodeGeneration;

namespace BudgetMesh.Grains;

/// <summary>The owner of limits or of capacity as a virtual actor; its type says which, its key is the scope's path or the deployment's id.</summary>
[Alias("budgetmesh.rates"), Version(1)]
public interface IRateOwnerGrain : IGrainWithStringKey, IRateOwner;
