using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BudgetMesh.Budgets;
using BudgetMesh.Lending;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Grains;

/// <summary>
/// What is left of the open windows, as their owners last saw it. A number of series that has no bound would take the metrics
/// down, and runs and users come and go by the thousand: only tenants and teams are shown, and only so many.
/// </summary>
internal sealed class BudgetGauges
{
    private const int DepthMax = 2;
    private const int SeriesMax = 1_000;
    private readonly ConcurrentDictionary<(ScopePath Scope, string Budget), WindowReading> _shown = [];
    private readonly TimeProvider _clock;

    public BudgetGauges(Meter meter, TimeProvider clock)
    {
        _clock = clock;
        meter.CreateObservableGauge("budgetmesh.budget.remaining", () => Read(BudgetUnit.Usd, Usd), "{USD}", "Cap less what was spent, in USD");
        meter.CreateObservableGauge("budgetmesh.budget.remaining.tokens", () => Read(BudgetUnit.Tokens, Count), "{token}", "Cap less what was spent, in tokens");
        meter.CreateObservableGauge("budgetmesh.budget.remaining.requests", () => Read(BudgetUnit.Requests, Count), "{request}", "Cap less what was spent, in requests");
    }

    public void Show(ScopePath scope, IReadOnlyList<WindowReading> windows)
    {
        if (scope.Depth > DepthMax)
            return;
        foreach (var window in windows)
        {
            if (window is { Open: true, Plan: not null } && (_shown.Count < SeriesMax || _shown.ContainsKey((scope, window.Budget))))
                _shown[(scope, window.Budget)] = window;
        }
    }

    private IEnumerable<Measurement<T>> Read<T>(BudgetUnit unit, Func<long, T> show)
        where T : struct
    {
        var now = Instant.FromDateTimeOffset(_clock.GetUtcNow());
        foreach (var (key, window) in _shown)
        {
            if (!window.Window.Contains(now))
                _shown.TryRemove(new(key, window)); // nobody has asked anything of the new window yet
            else if (window.Plan!.Unit == unit)
                yield return new(show(window.Left), Tags(key, window.Plan));
        }
    }

    private static KeyValuePair<string, object?>[] Tags((ScopePath Scope, string Budget) key, BudgetPlan plan) =>
        [new("scope", key.Scope.Value), new("budget", key.Budget), new("enforcement", Enforcements.ToWire(plan.Enforcement))];

    private static long Count(long left) => left;

    // A metric is a picture of an amount and takes part in no decision; OpenTelemetry has no exact type for it.
    private static double Usd(long nanoUsd) => (double)nanoUsd / Money.NanosPerUsd;

    private static WireNames<Enforcement> Enforcements { get; } = new();
}
