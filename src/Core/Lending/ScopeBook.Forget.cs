using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>The end of a scope that was made by a request and that nobody uses any more.</summary>
public sealed partial class ScopeBook
{
    /// <summary>
    /// The write that takes the scope out of the books; null where something goes on in it, an operator has to look at it, or a
    /// window that ends has not been over for <see cref="LendingRules.SettlementGrace"/>. Begun on its own: nothing else may be asked of
    /// this book, and once it has landed the book is to be dropped.
    /// </summary>
    public BookWrite? Forget(Instant wall)
    {
        if (Version == 0 || Frozen is not null || _inFlight is not null || _unsure || SteppedDown || !IsAtRest)
            return null;
        foreach (var window in _windows.Values)
        {
            if (window.Window.End != Instant.MaxValue && window.Window.End > wall - Duration.FromTimeSpan(LendingRules.SettlementGrace))
                return null;
        }

        return new BookWrite(Scope, Version, _bookEpoch, _bookOwner, Version + 1, Epoch, Owner, Generation, null, null, [], [], [], [], []) { Forgets = true };
    }
}
