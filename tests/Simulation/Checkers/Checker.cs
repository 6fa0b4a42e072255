using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>Judges one of the protocol's invariants from outside: by what was really dispatched, billed, written and recorded.</summary>
public abstract class Checker(string name)
{
    /// <summary>As the invariants are numbered and named in docs/TESTING.md.</summary>
    public string Name { get; } = name;

    /// <summary>The first violation, or null.</summary>
    public string? Violation { get; private set; }

    public virtual void Dispatched(SimRequest request)
    {
    }

    /// <summary>A longer answer was charged for.</summary>
    /// <param name="more">What was charged on top, by leg.</param>
    public virtual void Extended(SimRequest request, IReadOnlyList<ReceiptLeg> more)
    {
    }

    public virtual void Billed(SimRequest request)
    {
    }

    /// <summary>The gateway settled a hold that had not expired: what was not used is given back.</summary>
    public virtual void Resolved(SimRequest request)
    {
    }

    public virtual void Refused(SimGateway gateway, in Request request, in Decision decision)
    {
    }

    public virtual void Received(Receipt receipt, bool isNew)
    {
    }

    public virtual void Written(BookRecord before, BookWrite write, BookRecord after)
    {
    }

    /// <summary>A limit was raised or lowered in the mesh; nobody has heard of it yet.</summary>
    public virtual void LimitEdited(RateOwnerId owner, LimitPlan before, LimitPlan after, TimeSpan at)
    {
    }

    public virtual void RolledBack(BookRecord lost, BookRecord restored)
    {
    }

    /// <summary>After every event.</summary>
    public virtual void AfterEvent(SimWorld world)
    {
    }

    /// <summary>Healed, and every gateway that lives has left long since.</summary>
    public virtual void Parted(SimWorld world)
    {
    }

    /// <summary>Healed, idle, everything delivered.</summary>
    public virtual void AtRest(SimWorld world)
    {
    }

    protected void Fail(string message) => Violation ??= message;
}
