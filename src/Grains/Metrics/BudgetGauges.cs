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
        Show(meter, "budgetmesh.budget.remaining", "Cap less what was spent", static window => window.Left);
        Show(meter, "budgetmesh.budget.forfeited", "What gateways that have died or were retired had and nobody has given back", static window => window.Forfeited);
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

    private void Show(Meter meter, string name, string what, Func<WindowReading, long> amount)
    {
        meter.CreateObservableGauge(name, () => Read(BudgetUnit.Usd, window => Usd(amount(window))), "{USD}", $"{what}, in USD");
        meter.CreateObservableGauge($"{name}.tokens", () => Read(BudgetUnit.Tokens, amount), "{token}", $"{what}, in tokens");
        meter.CreateObservableGauge($"{name}.requests", () => Read(BudgetUnit.Requests, amount), "{request}", $"{what}, in requests");
    }

    private IEnumerable<Measurement<T>> Read<T>(BudgetUnit unit, Func<WindowReading, T> show)
        where T : struct
    {
        var now = Instant.FromDateTimeOffset(_clock.GetUtcNow());
        foreach (var (key, window) in _shown)
        {
            if (!window.Window.Contains(now))
                _shown.TryRemove(new(key, window)); // nobody has asked anything of the new window yet
            else if (window.Plan!.Unit == unit)
                yield return new(show(window), Tags(key, window.Plan));
        }
    }

    private static KeyValuePair<string, object?>[] Tags((ScopePath Scope, string Budget) key, BudgetPlan plan) =>
        [new("scope", key.Scope.Value), new("budget", key.Budget), new("enforcement", Enforcements.ToWire(plan.Enforcement))];

    // A metric is a picture of an amount and takes part in no decision; OpenTelemetry has no exact type for it.
    private static double Usd(long nanoUsd) => (double)nanoUsd / Money.NanosPerUsd;

    private static WireNames<Enforcement> Enforcements { get; } = new();
}
