using BudgetMesh.Rates;

namespace BudgetMesh.Storage;

/// <summary>
/// Who owns which limits, as far as that must outlive a process: one number that rises with each owner, and how much the last one
/// knew. What is lent is not here: it ends by itself.
/// </summary>
public interface IRateOwnerStore
{
    /// <summary>Makes the caller the owner: everything that owners before it lend after this is known to be of one that was.</summary>
    /// <returns>The new epoch, and what the owner before left behind.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether the epoch was taken: take another.</exception>
    ValueTask<RateTenure> TakeAsync(RateOwnerId owner, CancellationToken cancellation);

    /// <summary>
    /// Whether no later tenure had begun at some moment since this was called. An owner asks again and again, and lends only as long as
    /// an answer is fresh; so two owners at once never both lend for long.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now.</exception>
    ValueTask<bool> IsLastAsync(RateOwnerId owner, long epoch, CancellationToken cancellation);

    /// <summary>Notes how the tenure of an epoch stands. Nothing happens where a later one has begun.</summary>
    /// <exception cref="StoreUnavailableException">It is not known to be noted.</exception>
    ValueTask NoteAsync(RateOwnerId owner, long epoch, RateTenureState state);

    /// <summary>Forgets an owner that nobody will miss; the next one begins as the first. Nothing happens unless the last one ended, and with nothing lent (<see cref="RateTenureState.Idle"/>).</summary>
    /// <returns>Whether it was forgotten.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it is.</exception>
    ValueTask<bool> ForgetAsync(RateOwnerId owner);
}

/// <summary>An epoch of an owner of limits.</summary>
/// <param name="Epoch">1 or more; above all before it.</param>
/// <param name="Before">How the tenure before ended, or was left; <see cref="RateTenureState.Idle"/> where there was none.</param>
public readonly record struct RateTenure(long Epoch, RateTenureState Before);

/// <summary>What the next owner of limits has to reckon with.</summary>
public enum RateTenureState
{
    /// <summary>It had to learn what owners before it lent, and may have lent the safe share meanwhile.</summary>
    Learning,

    /// <summary>It knew everything that was lent.</summary>
    Learned,

    /// <summary>Nothing was lent when it ended.</summary>
    Idle,
}
