using System.Diagnostics;
using System.Globalization;
using BudgetMesh.Lending;
using BudgetMesh.Storage;

namespace BudgetMesh.Grains;

/// <summary>The owner's I/O: one step at a time, a read or a write, for everyone who waits.</summary>
public partial class ScopeOwner
{
    private readonly StepSignal _stepped = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Backoff _readPause = new(services.Options.RetryFirst, services.Options.RetryMost);
    private readonly Backoff _writePause = new(services.Options.RetryFirst, services.Options.RetryMost);
    private OwnerSteppedDownException? _end;
    private string? _refusal;
    private bool _isStepping;
    private bool _isKeepingHouse;
    private bool _flush;

    /// <summary>The books, read if this is the first call.</summary>
    private async ValueTask<ScopeBook> OpenAsync(TimeSpan deadline, CancellationToken cancellation)
    {
        while (true)
        {
            ThrowIfEnded();
            if (_book is { } book)
                return book;
            await StepAsync(deadline, cancellation);
        }
    }

    /// <summary>Returns once a change is durable, together with all that was collected in the same write.</summary>
    private async ValueTask DurableAsync(ScopeBook book, long change, TimeSpan deadline, CancellationToken cancellation)
    {
        while (true)
        {
            ThrowIfEnded();
            if (book.ChangesDurable >= change && !book.NeedsRead)
                return;
            await StepAsync(deadline, cancellation);
        }
    }

    /// <summary>Runs a change of the state machine. What it throws is a bug: this activation lends no more, the next reads the books.</summary>
    private long Change(Func<long> change)
    {
        try
        {
            var number = change();
            TellAlarms();
            return number;
        }
        catch (Exception bug)
        {
            Fail(bug);
            throw;
        }
    }

    private async Task StepAsync(TimeSpan deadline, CancellationToken cancellation)
    {
        var next = _stepped.Next; // before the steps begin: the first may end at once
        if (!_isStepping)
            _ = StepWhileNeededAsync();
        try
        {
            var patience = deadline - Now;
            await next.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, services.Clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new StoreUnavailableException(
                $"the store has not taken or given the books of {scope} within {services.Options.Patience.TotalSeconds} s; the owner goes on trying");
        }
    }

    private async Task StepWhileNeededAsync()
    {
        _isStepping = true;
        try
        {
            while (_end is null)
            {
                if (_book is null or { NeedsRead: true })
                    await ReadBooksAsync();
                else if ((_book.HasPending || _flush) && BeginWrite(_book) is { } write)
                    await WriteBooksAsync(_book, write);
                else
                    break;
                _stepped.Raise();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Ended while it paused.
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
        finally
        {
            _isStepping = false;
        }
    }

    private BookWrite? BeginWrite(ScopeBook book)
    {
        _flush = false;
        return !book.TryBeginWrite(out var write) ? null
            : write.FromVersion == 0 && _madeOf is { } made ? write with { MadeOf = new Making(made.Pattern.Text, made.AtMost) }
            : write;
    }

    private async Task ReadBooksAsync()
    {
        try
        {
            var books = await services.Books.ReadAsync(scope, _ending.Token);
            _readPause.Reset();
            if (_book is { } book)
                book.Adopt(books);
            else
                book = _book = await ActivateAsync(books);
            TellAlarms();
            if (book.SteppedDown)
                End(new OwnerSteppedDownException($"{scope} is owned by {books.Owner} since epoch {books.Epoch}; {activation} steps down"));
        }
        catch (StoreUnavailableException away)
        {
            if (_readPause.IsFirst)
                LogStoreAway(scope, away.Message);
            await Task.Delay(_readPause.Next(), services.Clock, _ending.Token);
        }
    }

    private async Task<ScopeBook> ActivateAsync(BookRecord books)
    {
        var plan = services.Catalog.ScopeOf(scope);
        _madeOf = plan?.MadeOf;
        var book = new ScopeBook(books, activation, plan?.Budgets ?? []);
        await LearnWeeksAsync(book);
        services.Metrics.Activated();
        return book;
    }

    private async Task WriteBooksAsync(ScopeBook book, BookWrite write)
    {
        var begun = services.Clock.GetTimestamp();
        var outcome = await services.Books.WriteAsync(write);
        services.Metrics.Wrote(outcome, services.Clock.GetElapsedTime(begun));
        if (write.MadeOf is { } made)
            services.Metrics.Made(made.Pattern, outcome);
        if (outcome == WriteOutcome.TooManyScopes)
        {
            Refuse(write.MadeOf!.Value);
            return;
        }

        book.CompleteWrite(outcome, Now);
        TellAlarms();
        if (outcome is WriteOutcome.Unknown or WriteOutcome.BeyondCap)
            await Task.Delay(_writePause.Next(), services.Clock, _ending.Token);
        else
            _writePause.Reset();
    }

    /// <summary>Once a while after news: counters that nobody waits for are written, and the gauges follow.</summary>
    private void KeepHouseSoon()
    {
        // A scope that was made for a moment has no gauge, and what nobody waits for is written when its gateway is done with it.
        if (_isKeepingHouse || _madeOf is not null)
            return;
        _isKeepingHouse = true;
        _ = KeepHouseAsync();
    }

    private async Task KeepHouseAsync()
    {
        try
        {
            await Task.Delay(services.Options.FlushAfter, services.Clock, _ending.Token);
            _isKeepingHouse = false;
            if (_book is not { } book)
                throw new UnreachableException("there was news without a book");
            services.Metrics.Show(scope, book.ReadWindows(Wall));
            _flush = true;
            if (!_isStepping)
                await StepWhileNeededAsync();
            await KeepWeeksAsync(book);
        }
        catch (OperationCanceledException)
        {
            // Ended meanwhile; draining has written the rest.
        }
        catch (Exception bug)
        {
            Fail(bug);
        }
    }

    /// <summary>The scope cannot be made: whoever waits is told so. The next call tries again on another activation.</summary>
    private void Refuse(Making made)
    {
        _refusal = string.Create(
            CultureInfo.InvariantCulture, $"scope {scope} was not made: pattern {made.Pattern} has made {made.AtMost} scopes, as many as its at_most allows; raise it in the mesh, or wait until scopes are forgotten that nobody uses");
        _isDone = true;
        End(new OwnerSteppedDownException(_refusal));
    }

    private void ThrowIfEnded()
    {
        if (_refusal is { } refusal)
            throw new TooManyScopesException(refusal);
        // Each caller has an exception of its own: a stack trace belongs to one throw.
        if (_end is { } end)
            throw new OwnerSteppedDownException(end.Message);
    }

    private void End(OwnerSteppedDownException end)
    {
        if (_end is not null)
            return;
        _end = end;
        if (_book is not null)
            services.Metrics.Deactivated();
        _ending.Cancel();
        _stepped.Raise();
    }
}
