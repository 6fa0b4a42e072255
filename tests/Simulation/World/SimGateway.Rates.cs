using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.World;

/// <summary>What the gateway has to do with owners of limits, in seeds that have limits.</summary>
public sealed partial class SimGateway
{
    /// <summary>Which of two owners it finds.</summary>
    public int RateSeat { get; }

    public void Recall(RateOwnerId owner) => Act(() => Book.Recall(owner, Now));

    private void Send(IReadOnlyList<RateRequest> requests)
    {
        var sentAt = Now;
        _world.RateNetwork.Sync(this, requests, answers => Act(() => Book.Apply(answers, sentAt, Now)));
        _world.Agenda.In(Book.RateSyncTimeout, () => Act(() => Book.RateSyncFailed(sentAt, Now)));
    }

    /// <summary>What the provider's answer says of the deployment's capacity.</summary>
    private void Hear(SimRequest request)
    {
        var outcome = _world.Faults.Strikes(Fault.ProviderShort) ? (ProviderOutcome)_world.RateChance.Next(1, 4) : ProviderOutcome.Served;
        Book.Observe(request.Decision.Deployment!, new ProviderSignal(outcome) { RetryAfter = outcome == ProviderOutcome.RateLimited ? TimeSpan.FromMilliseconds(_world.RateChance.Next(2000)) : null }, Now);
    }

    private IReadOnlyList<(RateOwnerId Owner, LimitPlan Limit)> LimitsOf(in Request request, in Decision decision) =>
        _world.Limits is not null && _world.Plan.Mesh.TryResolve(request.Scope.Value, out var scope) ? SimLimits.Met(scope, decision.Deployment!) : [];
}
