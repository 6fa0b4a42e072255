using BudgetMesh.Lending;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Grains;

/// <summary>What an operator is told.</summary>
public partial class ScopeOwner
{
    private readonly ILogger _log = services.Log;
    private readonly Dictionary<LendingAlarmKind, TimeSpan> _alarmsLogged = [];

    /// <summary>Counts every alarm and logs each kind now and then: one broken gateway must not fill the log.</summary>
    private void TellAlarms()
    {
        if (_book is not { } book)
            return;
        foreach (var alarm in book.DrainAlarms())
        {
            services.Metrics.Alarmed(alarm.Kind);
            if (_alarmsLogged.TryGetValue(alarm.Kind, out var logged) && Now - logged < services.Options.AlarmLoggedEvery)
                continue;
            _alarmsLogged[alarm.Kind] = Now;
            LogAlarm(alarm.Scope, alarm.Kind.ToString(), alarm.Message);
        }
    }

    private void Fail(Exception bug)
    {
        services.Metrics.Failed();
        LogBug(bug, scope);
        End(new OwnerSteppedDownException($"{activation} has stopped owning {scope}, for it has a bug: {bug.Message}"));
    }

    [LoggerMessage(1, LogLevel.Warning, "Alarm {Kind} of scope {Scope}: {Message}")]
    private partial void LogAlarm(ScopePath scope, string kind, string message);

    [LoggerMessage(2, LogLevel.Warning, "The books of scope {Scope} cannot be read: {Problem}")]
    private partial void LogStoreAway(ScopePath scope, string problem);

    [LoggerMessage(3, LogLevel.Warning, "The owner of scope {Scope} ended before its last counters were written; gateways report them again: {Problem}")]
    private partial void LogDrainGaveUp(ScopePath scope, string problem);

    [LoggerMessage(4, LogLevel.Critical, "The owner of scope {Scope} stops lending, for a rule that must always hold does not")]
    private partial void LogBug(Exception bug, ScopePath scope);
}
