namespace BudgetMesh.Grains;

/// <summary>How long a call to an owner may take where the owner may be on another silo.</summary>
public static class OwnerCalls
{
    /// <summary>
    /// Twice as long as an owner waits for its store: whoever gets no answer by then has lost the silo that it asked. With every
    /// attempt that the engine makes it stays far below what gateways wait for HTTP.
    /// </summary>
    public const string TimeoutText = "00:00:04";

    /// <inheritdoc cref="TimeoutText"/>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    /// <summary>What is answered once it is durable may take as long as gateways wait for receipts.</summary>
    public const string StoreTimeoutText = "00:00:10";

    /// <summary>The first call, and those that are made again where an owner has stepped down or its silo was lost.</summary>
    public const int AttemptsMax = 3;
}
