using System.Diagnostics.Metrics;
using BudgetMesh.Capacity;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>What owners measure, with the names and units of OpenTelemetry.</summary>
public sealed class OwnerMetrics
{
    public const string MeterName = "BudgetMesh";

    /// <summary>From a fast disk to the end of a caller's patience.</summary>
    private static readonly InstrumentAdvice<double> WriteSeconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Counter<long> _syncs;
    private readonly Counter<long> _grants;
    private readonly Counter<long> _alarms;
    private readonly Histogram<double> _writes;
    private readonly UpDownCounter<long> _owners;
    private readonly Counter<long> _made;
    private readonly Counter<long> _notMade;
    private readonly Counter<long> _forgotten;
    private readonly BudgetGauges _budgets;
    private readonly LimitGauges _limits;

    public OwnerMetrics(IMeterFactory meters, TimeProvider clock)
    {
        var meter = meters.Create(MeterName);
        _syncs = meter.CreateCounter<long>("budgetmesh.sync.requests", "{request}", "Requests of gateways to owners of scopes, by status");
        _grants = meter.CreateCounter<long>("budgetmesh.grants", "{grant}", "Answers that lent more of a budget than the gateway knew of");
        _alarms = meter.CreateCounter<long>("budgetmesh.alarms", "{alarm}", "What an operator should look at, by kind");
        _writes = meter.CreateHistogram(
            "budgetmesh.store.write.duration", "s", "Time until a write of the books was durable, by outcome", advice: WriteSeconds);
        _owners = meter.CreateUpDownCounter<long>("budgetmesh.owners.active", "{owner}", "Scopes whose owner is active in this process");
        _made = meter.CreateCounter<long>("budgetmesh.scopes.made", "{scope}", "Scopes that were made by their first request, by pattern");
        _notMade = meter.CreateCounter<long>("budgetmesh.scopes.refused", "{scope}", "Scopes that were not made, for their pattern has made as many as it may, by pattern");
        _forgotten = meter.CreateCounter<long>("budgetmesh.scopes.forgotten", "{scope}", "Scopes that nobody used any more, by pattern");
        _budgets = new BudgetGauges(meter, clock);
        _limits = new LimitGauges(meter, clock);
    }

    public void Synced(ScopeReport report, ScopeTerms terms)
    {
        _syncs.Add(1, new KeyValuePair<string, object?>("status", terms.Status));
        var grants = 0;
        foreach (var slice in terms.Slices)
        {
            var known = report.Slices.FirstOrDefault(known => known.Budget == slice.Budget && known.Window == slice.Window);
            if (slice.Granted > (known?.Granted ?? 0))
                grants++;
        }

        if (grants > 0)
            _grants.Add(grants);
    }

    public void Wrote(WriteOutcome outcome, TimeSpan duration) =>
        _writes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", WriteOutcomes.ToWire(outcome)));

    /// <summary>A scope was made, or not. The pattern is the label: scopes come and go by the million.</summary>
    public void Made(string pattern, WriteOutcome outcome)
    {
        if (outcome is WriteOutcome.Written or WriteOutcome.TooManyScopes)
            (outcome == WriteOutcome.Written ? _made : _notMade).Add(1, new KeyValuePair<string, object?>("pattern", pattern));
    }

    public void Forgotten(string pattern) => _forgotten.Add(1, new KeyValuePair<string, object?>("pattern", pattern));

    public void Alarmed(LendingAlarmKind kind) => _alarms.Add(1, new KeyValuePair<string, object?>("kind", AlarmKinds.ToWire(kind)));

    /// <summary>An owner met a bug and stopped.</summary>
    public void Failed() => _alarms.Add(1, new KeyValuePair<string, object?>("kind", "invariant_violation"));

    public void Activated() => _owners.Add(1);

    public void Deactivated() => _owners.Add(-1);

    public void Show(ScopePath scope, IReadOnlyList<WindowReading> windows) => _budgets.Show(scope, windows);

    /// <param name="circuit">Of a deployment; null for a scope.</param>
    public void Show(RateOwnerId owner, CircuitKind? circuit, IReadOnlyList<LimitReading> limits) => _limits.Show(owner, circuit, limits);

    private static WireNames<WriteOutcome> WriteOutcomes { get; } = new();

    private static WireNames<LendingAlarmKind> AlarmKinds { get; } = new();
}
