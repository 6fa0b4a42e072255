using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// cap = available + in transit + free + held + spent + forfeited − adjustments. The sum holds by construction as long as neither side believes
/// more than the other has done: no gateway has rights that were not written, no books have seen what no gateway reported, and
/// every counter only rises. Adjustments are in the books once each, as they were ordered, and those that were told stay.
/// </summary>
public sealed class RightsConserved() : Checker("2 rights conserved")
{
    private readonly Dictionary<(Incarnation, ScopePath, string, long), SliceCounters> _atGateway = [];
    private readonly Dictionary<(Incarnation, ScopePath, string, long), SliceCounters> _inBooks = [];
    private readonly HashSet<ScopePath> _rolledBack = [];

    public override void Written(BookRecord before, BookWrite write, BookRecord after)
    {
        foreach (var (incarnation, budget, window, counters) in write.Accounts)
        {
            var key = (incarnation, write.Scope, budget, window);
            var was = before.Accounts.FirstOrDefault(account => account.Incarnation == incarnation && account.Budget == budget && account.Window == window)?.Counters ?? default;
            if (was.Merge(counters) != counters)
                Fail($"{key}: the books fell from {was} to {counters}");
            var gateway = _atGateway.GetValueOrDefault(key);
            if (after.Borrowers.Any(borrower => borrower.Incarnation == incarnation && borrower.State == BorrowerState.Closed))
            {
                // Its last word may come from a journal: that gives back no more than was left, and makes no more of it than was held.
                // What a rolled-back store forgot of it, nobody knows who closes it.
                if ((counters.Granted > 0 && !_rolledBack.Contains(write.Scope) && counters.Exposure < gateway.Charged - gateway.Released - gateway.Overdraft) || counters.Spent > gateway.Charged - gateway.Released + gateway.Corrected)
                    Fail($"{key}: the books close it with {counters}, the gateway has done {gateway}");
            }
            else if (counters.Returned > gateway.Returned || counters.Charged > gateway.Charged || counters.Settled > gateway.Settled)
            {
                Fail($"{key}: the books say {counters}, the gateway has done {gateway}");
            }

            _inBooks[key] = _inBooks.GetValueOrDefault(key).Merge(counters);
        }

        foreach (var adjustment in write.Adjustments)
        {
            if (after.Adjustments.Count(other => other.Reason == adjustment.Reason) != 1)
                Fail($"{write.Scope}: {adjustment.Reason} is in the books twice");
        }
    }

    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void AtRest(SimWorld world)
    {
        foreach (var (scope, taken) in world.Adjuster.Told.Where(told => !_rolledBack.Contains(told.Scope)))
        {
            if (!world.Store.Read(scope).Adjustments.Contains(taken))
                Fail($"{scope}: {taken} was told and is not in the books");
        }

        foreach (var scope in world.Scopes)
        {
            foreach (var adjustment in world.Store.Read(scope).Adjustments)
            {
                if (!world.Adjuster.Ordered.TryGetValue(adjustment.Reason, out var ordered) || ordered.Scope != scope || !ordered.Order.IsSameAs(adjustment with { Id = ordered.Order.Id }))
                    Fail($"{scope}: {adjustment} is in the books, ordered was {ordered.Order}");
            }
        }
    }

    public override void AfterEvent(SimWorld world)
    {
        if (world.Acting is not { } gateway)
            return;
        foreach (var (scope, budget, window, counters) in gateway.Slices)
        {
            var key = (gateway.Incarnation, scope, budget, window);
            var was = _atGateway.GetValueOrDefault(key);
            if (was.Merge(counters) != counters && !_rolledBack.Contains(scope))
                Fail($"{key}: the gateway fell from {was} to {counters}");
            // One that had forgotten the scope goes on from what the books have, be it too little: then both stories are its own.
            _atGateway[key] = was.Merge(counters).Reconciled();
            if (counters.Granted > _inBooks.GetValueOrDefault(key).Granted)
                Fail($"{key}: the gateway was told {counters.Granted}, written was {_inBooks.GetValueOrDefault(key).Granted}");
        }
    }
}
