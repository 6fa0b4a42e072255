using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Grains;

/// <summary>The engine of a cluster: Orleans places one owner for each scope on some silo, finds it, and ends it when nobody has asked for a while.</summary>
internal sealed partial class OrleansScopeOwners : IScopeOwners, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly ActiveScopes _active;
    private readonly OwnerServices _services;
    private readonly ILogger _log;

    public OrleansScopeOwners(IGrainFactory grains, ActiveScopes active, OwnerServices services)
    {
        (_grains, _active, _services, _log) = (grains, active, services, services.Log);
        services.Catalog.Changed += Replan;
    }

    public IScopeOwner OwnerOf(ScopePath scope) => new OrleansScopeOwner(GrainOf(scope), scope);

    public ValueTask<bool> ForgetAsync(ScopePath scope, CancellationToken cancellation) => GrainCalls.AskAsync(GrainOf(scope), scope, async grain =>
    {
        try
        {
            return await grain.ForgetAsync(cancellation);
        }
        catch (OwnerSteppedDownException)
        {
            return false; // another server uses it
        }
    });

    public void Dispose() => _services.Catalog.Changed -= Replan;

    private IScopeGrain GrainOf(ScopePath scope) => _grains.GetGrain<IScopeGrain>(scope.Value);

    /// <summary>Each silo tells its own owners; those that are not active take the plan when they are. A call that comes later finds the new plan in force.</summary>
    private void Replan(PlanInForce plan)
    {
        foreach (var (scope, grain) in _active.All)
            _ = ReplanAsync(scope, grain);
        _services.Notices.PlanChanged();
    }

    private async Task ReplanAsync(ScopePath scope, IScopeGrain grain)
    {
        try
        {
            await grain.ReplanAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OwnerSteppedDownException or OrleansException or TimeoutException)
        {
            // The caps are in force in this owner, and the next one starts with them.
            LogReplanLate(scope, failure.Message);
        }
    }

    [LoggerMessage(10, LogLevel.Information, "The new caps of scope {Scope} are not in its books yet: {Problem}")]
    private partial void LogReplanLate(ScopePath scope, string problem);
}
