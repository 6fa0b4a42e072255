using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>The end of incarnations that could not say good-bye: by their journal, or by an operator's word.</summary>
public sealed partial class ScopeBook
{
    /// <summary>
    /// Closes an incarnation and takes back what its journal proves unspent, in one write. Where the incarnation has asked for
    /// more since the journal was written, the journal is an old copy: nothing comes back, and what is out is forfeited.
    /// </summary>
    /// <param name="now">Monotonic time, from any origin.</param>
    /// <param name="wall">The owner's wall clock: which windows are open.</param>
    /// <returns>The change that must be durable before the end is confirmed, which it is while <see cref="IsClosed"/>; 0 for none.</returns>
    public long Conclude(FinalReport final, TimeSpan now, Instant wall)
    {
        if (final.Scope != Scope)
            throw new InvariantViolationException($"the end of a gateway in {final.Scope} was told to the owner of {Scope}");
        if (final.Contradiction is { } contradiction)
        {
            Raise(LendingAlarmKind.Contradiction, $"{final.Incarnation}: {contradiction}");
            return 0;
        }

        OpenWindows(now, wall);
        var borrower = FindOrAdd(final.Incarnation);
        if (final.Seq > borrower.Seq)
            TakeBack(final, borrower);
        else if (!borrower.IsClosed)
            Raise(LendingAlarmKind.JournalStale, $"{final.Incarnation}: its journal ends before request {final.Seq}, of which {borrower.Seq} were heard; nothing is given back");
        Close(borrower);
        AssertInvariants();
        return _pending;
    }

    /// <summary>
    /// An operator's word that a process is gone. Without its journal nobody knows what it spent: what it had free or held stays
    /// charged, as forfeited, and comes back only by its own last word or by the settlements that it still reports.
    /// </summary>
    /// <returns>The change that must be durable before it is confirmed; 0 where the incarnation is not known here, or closed already.</returns>
    public long Retire(Incarnation incarnation)
    {
        if (!_borrowers.TryGetValue(incarnation, out var borrower) || borrower.IsClosed)
            return 0;
        Close(borrower);
        return _pending;
    }

    /// <summary>Nothing is lent to it any more.</summary>
    public bool IsClosed(Incarnation incarnation) => _borrowers.TryGetValue(incarnation, out var borrower) && borrower.IsClosed;

    private void TakeBack(FinalReport final, Borrower borrower)
    {
        borrower.Hear(final.Seq, TimeSpan.Zero, TimeSpan.MinValue);
        Touch(borrower);
        MarkPending();
        foreach (var slice in final.Slices)
        {
            if (!_windows.TryGetValue((slice.Budget, slice.Window), out var window))
                continue; // pruned, or never written: nothing is out
            var account = window.FindOrAdd(borrower.Incarnation);
            if (!account.Report(slice.Counters, default))
                Suspect(0, 0);
            account.ReturnAbove(slice.Ceiling);
            Touch(window, account);
        }

        if (!final.IsComplete)
            return;
        foreach (var window in _windows.Values)
        {
            if (final.Slices.Any(slice => slice.Budget == window.Budget && slice.Window == window.Key))
                continue;
            // Of an open window also where nothing is known here: another owner may have lent it, which is learned when the write meets that one's.
            if ((window.Open ? window.FindOrAdd(borrower.Incarnation) : window.Find(borrower.Incarnation)) is not { } account)
                continue;
            account.ReturnAbove(0);
            Touch(window, account);
        }
    }

    /// <summary>A request that is late must not be lent to as long as any window is open that is open now: its account there is the tombstone.</summary>
    private void Close(Borrower borrower)
    {
        if (borrower.IsClosed)
            return;
        borrower.Close();
        foreach (var window in _windows.Values)
        {
            if (window.PassesForfeits(borrower.Incarnation, IsClosed, out var forfeited))
                Raise(LendingAlarmKind.Forfeited, $"{window.Budget}: with {borrower.Incarnation} {forfeited} of {window.Cap} is forfeited until somebody gives it back");
            if (window.Open)
                Touch(window, window.FindOrAdd(borrower.Incarnation));
            window.Find(borrower.Incarnation)?.Forget();
        }

        Touch(borrower);
        MarkPending();
    }
}
