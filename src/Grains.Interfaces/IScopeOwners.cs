namespace BudgetMesh.Grains;

/// <summary>Finds the owner of any scope: the engine.</summary>
public interface IScopeOwners
{
    IScopeOwner OwnerOf(ScopePath scope);

    /// <summary>Takes a scope out of the books that a request has made and in which nothing goes on. False where it is in use, or something does.</summary>
    ValueTask<bool> ForgetAsync(ScopePath scope, CancellationToken cancellation);
}
