using BudgetMesh.Lending;

namespace BudgetMesh.Simulation.World;

/// <summary>Adjustments, answered once they are durable; an owner that dies or steps down leaves its callers to ask again.</summary>
public sealed partial class SimOwner
{
    private readonly List<(long Change, AdjustmentOrder Order, AdjustmentOutcome Outcome, Action<AdjustmentOutcome> Reply)> _adjusting = [];

    public void Adjust(AdjustmentOrder order, Action<AdjustmentOutcome> reply)
    {
        var change = _book.Adjust(order, _world.Now, Wall, out var outcome);
        _world.Log?.Invoke($"{_book.Owner} of {Scope}: {order}: {outcome}");
        _adjusting.Add((change, order, outcome, reply));
        Drive();
    }

    private void ReplyToAdjusters()
    {
        for (var i = 0; i < _adjusting.Count;)
        {
            var (change, order, outcome, reply) = _adjusting[i];
            if (change > _book.ChangesDurable)
            {
                i++;
                continue;
            }

            _adjusting.RemoveAt(i);
            // What the books have counts: another owner may have taken the order first, or the window did not open.
            var taken = _book.FindAdjustment(order.Id);
            if (outcome.Taken is null || taken is not null)
                reply(outcome with { Taken = outcome.Taken is null ? null : taken });
        }
    }
}
