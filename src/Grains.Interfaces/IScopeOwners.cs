namespace BudgetMesh.Grains;

/// <summary>Finds the owner of any scope: the engine.</summary>
public interface IScopeOwners
{
    IScopeOwner OwnerOf(ScopePath scope);
}
