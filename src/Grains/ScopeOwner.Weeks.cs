using BudgetMesh.Lending;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Grains;

/// <summary>
/// What is known of the weeks of paced budgets: read when the owner starts, written now and then and when it ends. It is no
/// money: where the store is away the owner goes on without, and tries again.
/// </summary>
public partial class ScopeOwner
{
    private bool _hasReadWeeks;
    private bool _isKeepingWeeks;
    private Task _weeksStoring = Task.CompletedTask;
    private TimeSpan _weeksStoredAt;

    private async Task LearnWeeksAsync(ScopeBook book)
    {
        if (_hasReadWeeks || !book.IsPaced)
            return;
        try
        {
            book.LearnWeeks(await services.Weeks.ReadAsync(scope, _ending.Token));
            _hasReadWeeks = true;
            _weeksStoredAt = Now;
        }
        catch (StoreUnavailableException away)
        {
            LogWeeksAway(scope, away.Message);
        }
    }

    private async Task KeepWeeksAsync(ScopeBook book)
    {
        if (_isKeepingWeeks || _end is not null)
            return;
        _isKeepingWeeks = true;
        try
        {
            await LearnWeeksAsync(book); // if they could not be read before, or pacing has been turned on since
            if (Now - _weeksStoredAt >= services.Options.WeeksEvery)
                await (_weeksStoring = StoreWeeksAsync(book));
        }
        finally
        {
            _isKeepingWeeks = false;
        }
    }

    /// <summary>The next owner reads what this one has learned: what is under way is waited for, too.</summary>
    private async Task EndWeeksAsync(ScopeBook book)
    {
        await _weeksStoring;
        await StoreWeeksAsync(book);
    }

    private async Task StoreWeeksAsync(ScopeBook book)
    {
        if (!_hasReadWeeks)
            return; // what is stored and unknown here must not be replaced
        var changed = book.TakeChangedWeeks();
        _weeksStoredAt = Now;
        try
        {
            await services.Weeks.WriteAsync(scope, changed);
        }
        catch (StoreUnavailableException away)
        {
            book.PutBackWeeks(changed);
            LogWeeksAway(scope, away.Message);
        }
    }

    [LoggerMessage(5, LogLevel.Warning, "What was learned of the weeks of scope {Scope} could not be read or stored now: {Problem}")]
    private partial void LogWeeksAway(ScopePath scope, string problem);
}
