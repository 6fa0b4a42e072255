namespace BudgetMesh.Storage;

/// <summary>What became of a transaction.</summary>
/// <param name="Failure">Null where it is durable.</param>
/// <param name="IsUndone">Of a failure: it is known that nothing landed, and that one of the writes may be to blame.</param>
internal readonly record struct BatchResult(StoreUnavailableException? Failure, bool IsUndone)
{
    public static BatchResult Landed => default;

    public static BatchResult Undone(StoreUnavailableException failure) => new(failure, IsUndone: true);

    public static BatchResult Unknown(StoreUnavailableException failure) => new(failure, IsUndone: false);
}
