using BudgetMesh.Grains;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace BudgetMesh.Silo;

/// <summary>Forgets, once an hour, scopes of patterns that nobody has used for long: else their books would be kept for ever.</summary>
internal sealed partial class UnusedScopes(
    IScopeOwners owners, OwnerRouting routing, PlanCatalog catalog, IBookStore store, IRateOwnerStore tenures, TimeProvider clock, ILogger<UnusedScopes> log) : BackgroundService
{
    private const int PageMost = 500;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(Every, clock);
        try
        {
            while (await hours.WaitForNextTickAsync(stoppingToken))
                await TryForgetAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryForgetAsync(CancellationToken cancellation)
    {
        foreach (var made in catalog.Current.Plan?.Patterns ?? [])
        {
            try
            {
                var forgotten = await ForgetAsync(made, cancellation);
                if (forgotten > 0)
                    LogForgotten(forgotten, made.Pattern.Text);
            }
            catch (StoreUnavailableException away)
            {
                LogAway(made.Pattern.Text, away.Message); // the next hour comes
            }
        }
    }

    /// <summary>Goes through those of one pattern that are long unused. How many were forgotten.</summary>
    internal async Task<long> ForgetAsync(PatternPlan made, CancellationToken cancellation)
    {
        var unusedSince = Instant.FromDateTimeOffset(clock.GetUtcNow()) - made.ForgetAfter;
        var forgotten = 0L;
        for (ScopePath? after = null; ;)
        {
            var page = await store.ListUnusedAsync(made.Pattern.Text, unusedSince, after, PageMost, cancellation);
            foreach (var scope in page)
            {
                // Each silo sees to its own, so that none takes a scope from its owner.
                if (!routing.IsHere(scope) || !await owners.ForgetAsync(scope, cancellation))
                    continue;
                forgotten++;
                await tenures.ForgetAsync(RateOwnerId.Of(scope));
            }

            if (page.Count < PageMost)
                return forgotten;
            after = page[^1];
        }
    }

    [LoggerMessage(41, LogLevel.Information, "{Count} scopes of {Pattern} were forgotten: nobody has used them for long")]
    private partial void LogForgotten(long count, string pattern);

    [LoggerMessage(42, LogLevel.Warning, "Unused scopes of {Pattern} are not forgotten now: {Problem}")]
    private partial void LogAway(string pattern, string problem);
}
