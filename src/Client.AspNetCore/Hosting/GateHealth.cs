using BudgetMesh.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BudgetMesh.AspNetCore;

/// <summary>
/// Healthy while a silo answers; degraded while none does, for then the gate serves what is left of its slices; failed where it refuses
/// everything: before its first plan, and once it has stopped.
/// </summary>
internal sealed class GateHealth(Gate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        var counters = gate.Counters;
        var data = new Dictionary<string, object>
        {
            ["state"] = gate.State.ToString(),
            ["holds_open"] = counters.HoldsOpen,
            ["receipts_pending"] = counters.ReceiptsPending,
            ["leases_abandoned"] = counters.LeasesAbandoned,
        };
        return (gate.State, gate.Ready.IsCompletedSuccessfully) switch
        {
            (GateState.Stopped, _) => new HealthCheckResult(failure, "the gate has stopped: every request is refused", data: data),
            (GateState.Refused, false) => new HealthCheckResult(failure, "the silos refuse the key, and there is no plan yet: every request is refused", data: data),
            (_, false) => new HealthCheckResult(failure, "no silo has given a plan yet: every request is refused", data: data),
            (GateState.Connected, _) => HealthCheckResult.Healthy("a silo answers", data),
            (GateState.Refused, _) => HealthCheckResult.Degraded("the silos refuse the key: served is what is left of slices", data: data),
            _ => HealthCheckResult.Degraded("no silo answers: served is what is left of slices", data: data),
        };
    }
}
