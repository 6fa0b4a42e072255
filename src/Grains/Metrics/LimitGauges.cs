using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>
/// How limits of scopes and the capacity of deployments stand, as their owners last saw it. As with budgets only tenants and teams
/// are shown, and only so many.
/// </summary>
internal sealed class LimitGauges
{
    private const int DepthMax = 2;
    private const int OwnersMax = 1_000;

    /// <summary>Whoever has something of a limit speaks every second: what was not heard of for so long is not in use.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<RateOwnerId, Picture> _shown = [];
    private readonly TimeProvider _clock;

    public LimitGauges(Meter meter, TimeProvider clock)
    {
        _clock = clock;
        foreach (var (prefix, kind) in new[] { ("budgetmesh.limit", RateOwnerKind.Scope), ("budgetmesh.capacity", RateOwnerKind.Deployment) })
        {
            Show(meter, $"{prefix}.amount", kind, "What the mesh allows", static limit => limit.Plan.Amount);
            Show(meter, $"{prefix}.usable", kind, "What may be lent of it: less where the provider allows less", static limit => limit.Usable);
            Show(meter, $"{prefix}.lent", kind, "What gateways may have now", static limit => limit.Lent);
            Show(meter, $"{prefix}.used", kind, "What was lately admitted", static limit => limit.Used);
            Show(meter, $"{prefix}.asked", kind, "What was lately asked for", static limit => limit.Asked);
        }

        Show(meter, "budgetmesh.capacity.reserved", RateOwnerKind.Deployment, "What is reserved now", static limit => limit.Reserved);
        Show(meter, "budgetmesh.capacity.borrowed", RateOwnerKind.Deployment, "What others use of what is reserved", static limit => limit.Borrowed);
        meter.CreateObservableGauge("budgetmesh.deployment.circuit", Circuits, "1", "1 for the state that a deployment's circuit is in, 0 for the others");
    }

    public void Show(RateOwnerId owner, CircuitKind? circuit, IReadOnlyList<LimitReading> limits)
    {
        if (owner.Kind == RateOwnerKind.Scope && ScopePath.Parse(owner.Name).Depth > DepthMax)
            return;
        if (_shown.Count < OwnersMax || _shown.ContainsKey(owner))
            _shown[owner] = new Picture(_clock.GetTimestamp(), circuit, limits);
    }

    private void Show(Meter meter, string name, RateOwnerKind kind, string what, Func<LimitReading, long> amount) => meter.CreateObservableGauge(
        name,
        () =>
            from owner in Fresh(kind)
            from limit in owner.Value.Limits
            select new Measurement<long>(amount(limit), new(RateMapping.Kinds.ToWire(kind), owner.Key.Name), new("limit", limit.Plan.Name), new("unit", RateReadings.Units.ToWire(limit.Plan.Unit))),
        "{amount}",
        $"{what}, in a minute or, of concurrent requests, at once");

    private IEnumerable<Measurement<int>> Circuits() =>
        from owner in Fresh(RateOwnerKind.Deployment)
        from state in Enum.GetValues<CircuitKind>()
        select new Measurement<int>(owner.Value.Circuit == state ? 1 : 0, new("deployment", owner.Key.Name), new("state", RateReadings.Circuits.ToWire(state)));

    private IEnumerable<KeyValuePair<RateOwnerId, Picture>> Fresh(RateOwnerKind kind)
    {
        foreach (var shown in _shown)
        {
            if (_clock.GetElapsedTime(shown.Value.At) > ShownFor)
                _shown.TryRemove(shown);
            else if (shown.Key.Kind == kind)
                yield return shown;
        }
    }

    /// <param name="At">A timestamp of the clock.</param>
    private sealed record Picture(long At, CircuitKind? Circuit, IReadOnlyList<LimitReading> Limits);
}
