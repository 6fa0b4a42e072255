namespace BudgetMesh.Storage;

/// <summary>
/// Which servers use a store, and with which engine each hosts its owners: all with the same one. Whoever stays in says so again and
/// again; whoever does not is out by itself.
/// </summary>
public interface ISiloRegister
{
    /// <summary>Signs a server in, or says again that it is there. Of two engines that come at once, one is in.</summary>
    /// <param name="aliveFor">How long it is in without saying so again; by the store's clock.</param>
    /// <returns>The servers of another engine that are in, in the order of their names: then this one is not. Empty where it is.</returns>
    /// <exception cref="StoreUnavailableException">Whether it is in is not known.</exception>
    Task<IReadOnlyList<SignedSilo>> SignInAsync(SignedSilo silo, TimeSpan aliveFor, CancellationToken cancellation);

    /// <summary>Signs a server out. Nothing happens where it is not in.</summary>
    /// <exception cref="StoreUnavailableException">It may be in until its time is over.</exception>
    Task SignOutAsync(string id, CancellationToken cancellation);
}

/// <param name="Id">Of one life of one server.</param>
/// <param name="Engine">The word for who hosts the owners.</param>
/// <param name="Name">For people who look for it.</param>
public sealed record SignedSilo(string Id, string Engine, string Name);
