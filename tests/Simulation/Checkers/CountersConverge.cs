using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>Whatever messages and writes were lost, doubled, delayed or reordered: in the end the books say what each living gateway did.</summary>
public sealed class CountersConverge() : Checker("3 counters converge")
{
    private readonly HashSet<ScopePath> _rolledBack = [];

    /// <summary>What the store forgot of gateways that are gone stays as it forgot it, until an operator retires them.</summary>
    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void AtRest(SimWorld world)
    {
        foreach (var gateway in world.Gateways.Concat(world.Retired))
        {
            foreach (var ((scope, budget, window), done) in gateway.Done.Where(done => !_rolledBack.Contains(done.Key.Scope)))
            {
                var written = world.Store.Read(scope).Accounts.FirstOrDefault(account => account.Incarnation == gateway.Incarnation && account.Budget == budget && account.Window == window)?.Counters;
                if (written is { } counters && (counters.Charged != done.Charged || counters.Released != done.Released || counters.Settled != done.Settled))
                    Fail($"{gateway.Incarnation}, {scope}:{budget}/{window}: the books say {counters}, done was {done}");
                if (written is null && done.Charged > 0)
                    Fail($"{gateway.Incarnation}, {scope}:{budget}/{window}: the books have nothing, done was {done}");
            }
        }
    }
}
