using BudgetMesh.Rates;

namespace BudgetMesh.Grains;

/// <summary>Whether this is still the owner: known from the store alone, and never for long.</summary>
public partial class RateOwner
{
    /// <summary>Twice in the time for which an answer lets lend, so that one slow answer stops nobody.</summary>
    private static readonly TimeSpan ConfirmEvery = RateRules.Fence / 2;

    private TimeSpan _confirmedAt;
    private Task _confirming = Task.CompletedTask;
    private bool _isReplaced;

    /// <summary>Asks the store again in good time, and waits for it only where nothing could be lent otherwise.</summary>
    private async ValueTask StayAsync(RateBook book, CancellationToken cancellation)
    {
        if (Now - _confirmedAt >= ConfirmEvery && _confirming.IsCompleted)
            _confirming = AskAsync(book);
        if (Now - _confirmedAt >= RateRules.Fence)
            await _confirming.WaitAsync(cancellation);
        if (_isReplaced)
            throw new OwnerSteppedDownException($"the limits of {id} have another owner since epoch {book.Epoch}");
    }

    private async Task AskAsync(RateBook book)
    {
        var askedAt = Now;
        if (await InTimeAsync(store.IsLastAsync(id, book.Epoch, CancellationToken.None).AsTask()))
            Confirm(book, askedAt);
        else
            _isReplaced = true;
    }

    /// <param name="knownAt">When the store was asked, not when it answered.</param>
    private void Confirm(RateBook book, TimeSpan knownAt)
    {
        book.Confirm(knownAt);
        _confirmedAt = knownAt;
    }
}
