using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.World;

/// <summary>Somebody who adjusts budgets and repeats each order until an owner has answered it.</summary>
public sealed class SimAdjuster(SimWorld world)
{
    private int _orders;

    /// <summary>What was ordered, by reason: each order has its own.</summary>
    public Dictionary<string, (ScopePath Scope, AdjustmentOrder Order)> Ordered { get; } = [];

    /// <summary>What an owner said is in its books.</summary>
    public List<(ScopePath Scope, Adjustment Taken)> Told { get; } = [];

    public void Order()
    {
        var plans = world.Plan.Mesh.Scopes.Values.SelectMany(scope => scope.Budgets).ToList();
        var plan = plans[world.Random.Next(plans.Count)];
        var amount = world.Random.NextInt64(1, Math.Max(2, plan.Cap));
        var kind = Enum.GetValues<AdjustmentKind>()[world.Random.Next(4)];
        if (kind == AdjustmentKind.Opening || (kind == AdjustmentKind.Correction && world.Random.Next(2) == 0))
            amount = -amount;
        var before = plan.WindowAt(world.Wall).Start;
        long? window = world.Random.Next(4) == 0 && before > NodaTime.Instant.MinValue
            ? plan.WindowAt(before - NodaTime.Duration.FromSeconds(1)).Key
            : null;
        var name = $"order-{++_orders}";
        var order = new AdjustmentOrder(name, plan.Name, window, kind, amount, Reason: name, "finance");
        Ordered[name] = (plan.Scope, order);
        Ask(plan.Scope, order, attempt: 1);
    }

    private void Ask(ScopePath scope, AdjustmentOrder order, int attempt)
    {
        var isAnswered = false;
        // A caller that does not name what it repeats.
        var sent = world.Canary == Canary.AdjustmentsUnnamed ? order with { Id = $"{order.Id}.{attempt}" } : order;
        var copies = world.Faults.Strikes(Fault.MessageDoubled) ? 2 : 1;
        for (var i = 0; i < copies && !world.Faults.Strikes(Fault.MessageLost); i++)
        {
            world.Agenda.In(world.Delay(1, 8), () => world.OwnerOf(scope, owner => owner.Adjust(sent, outcome =>
            {
                if (isAnswered || world.Faults.Strikes(Fault.AnswerLost))
                    return;
                isAnswered = true;
                if (outcome.Taken is { } taken)
                    Told.Add((scope, taken));
            })));
        }

        world.Agenda.In(world.Delay(200, 600), () =>
        {
            if (!isAnswered)
                Ask(scope, order, attempt + 1);
        });
    }
}
