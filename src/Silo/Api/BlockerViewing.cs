using BudgetMesh.Holds;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <summary>What stood in a request's way, as people read it. A receipt has its name alone; the mesh of its version says what that was.</summary>
internal static class BlockerViewing
{
    /// <summary>Null where nothing did. What the mesh does not have is taken for a budget, of whatever unit.</summary>
    public static BlockerView? Of(Receipt receipt, MeshUnits units)
    {
        // The id of a deployment may have colons, the name of a budget or limit may not.
        if (receipt.Blocker.LastIndexOf(':') is not (> 0 and var colon))
            return null;
        var (owner, name) = (receipt.Blocker[..colon], receipt.Blocker[(colon + 1)..]);
        if (receipt.Reason == Reason.DeploymentClosed && name == LimitOf.Circuit)
            return new BlockerView(null, null, null, new(null, 0), new(null, 0), null, owner);
        var (budget, limit, capacity) = (units.OfBudget(owner, name), units.OfLimit(owner, name), units.OfCapacity(owner, name));
        return Preferred(receipt.Reason) switch
        {
            Kind.Capacity when capacity is not null => OfCapacity(capacity.Value),
            Kind.Limit when limit is not null => OfLimit(limit.Value),
            Kind.Budget when budget is not null => OfBudget(),
            _ when limit is not null => OfLimit(limit.Value),
            _ when capacity is not null => OfCapacity(capacity.Value),
            _ => OfBudget(),
        };

        BlockerView OfBudget() => new(
            owner, name, budget is { } unit ? WireMapping.Units.ToWire(unit) : null, new(budget, receipt.Needed), new(budget, receipt.Headroom),
            receipt.MaxAffordable == 0 ? null : receipt.MaxAffordable);

        BlockerView OfLimit(LimitUnit unit) => new(owner, null, RateReadings.Units.ToWire(unit), new(null, receipt.Needed), new(null, receipt.Headroom), null, null, name);

        BlockerView OfCapacity(LimitUnit unit) => new(null, null, RateReadings.Units.ToWire(unit), new(null, receipt.Needed), new(null, receipt.Headroom), null, owner, name);
    }

    /// <summary>What bears the same name is told apart by the reason.</summary>
    private static Kind Preferred(Reason reason) => reason switch
    {
        Reason.CapacityShort or Reason.DeploymentClosed => Kind.Capacity,
        Reason.RateLimited or Reason.ExceedsLimit => Kind.Limit,
        _ => Kind.Budget,
    };

    private enum Kind
    {
        Budget,
        Limit,
        Capacity,
    }
}
