using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>
/// Calls to owners that may be on another silo. Every call may be made twice: reports carry numbers, adjustments ids, and the
/// rest says the same again.
/// </summary>
internal static class GrainCalls
{
    /// <summary>Makes a call, and again on the next activation where one has stepped down or its silo was lost.</summary>
    /// <param name="name">Whose owner it is, for people.</param>
    /// <exception cref="StoreUnavailableException">No owner answers now.</exception>
    public static async ValueTask<T> AskAsync<TOwner, T>(TOwner owner, object name, Func<TOwner, ValueTask<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(owner);
            }
            catch (Exception end) when (end is OwnerSteppedDownException or OrleansException)
            {
                if (attempt == OwnerCalls.AttemptsMax)
                    throw new StoreUnavailableException($"no owner of {name} stays: {end.Message}", end);
            }
            catch (TimeoutException late)
            {
                throw new StoreUnavailableException($"the owner of {name} has not answered in time", late);
            }
        }
    }
}
