using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// Σ of everything dispatched ≤ max(cap + adjustments, rights lent when they were lowered) + overdraft, for every budget, at every
/// moment. What was dispatched is what the provider bills, or the bound while it has not answered.
/// </summary>
public sealed class CapHolds() : Checker("1 cap holds")
{
    private readonly Dictionary<(string Scope, string Budget, long Window), Tally> _tallies = [];

    public override void Dispatched(SimRequest request)
    {
        foreach (var leg in request.Legs)
            Add(leg.Scope.Value, leg.Budget, leg.Window, leg.Amount, 0);
    }

    public override void Extended(SimRequest request, IReadOnlyList<ReceiptLeg> more)
    {
        foreach (var leg in more)
            Add(leg.Scope.Value, leg.Budget, leg.Window, leg.Amount, 0);
    }

    public override void Billed(SimRequest request)
    {
        foreach (var leg in request.Legs)
        {
            var excess = request.Actual(leg) - leg.Amount;
            Add(leg.Scope.Value, leg.Budget, leg.Window, excess, Math.Max(0, excess));
        }
    }

    public override void Written(BookRecord before, BookWrite write, BookRecord after)
    {
        foreach (var window in after.Windows)
        {
            var previous = before.Windows.FirstOrDefault(other => other.Budget == window.Budget && other.Window == window.Window);
            var adjusted = after.Adjusted(window.Budget, window.Window);
            if (previous?.Cap == window.Cap && before.Adjusted(window.Budget, window.Window) == adjusted)
                continue;
            var lent = after.Accounts.Where(account => account.Budget == window.Budget && account.Window == window.Window).Sum(account => account.Counters.Exposure);
            TallyOf(write.Scope.Value, window.Budget, window.Window).Ceiling = Math.Max(window.Cap + adjusted, lent);
        }
    }

    public override void RolledBack(BookRecord lost, BookRecord restored)
    {
        foreach (var account in lost.Accounts)
        {
            var back = restored.Accounts.FirstOrDefault(other => other.Incarnation == account.Incarnation && other.Budget == account.Budget && other.Window == account.Window);
            TallyOf(lost.Scope.Value, account.Budget, account.Window).LostGrants += Math.Max(0, account.Counters.Granted - (back?.Counters.Granted ?? 0));
        }

        foreach (var window in lost.Windows)
        {
            var forgotten = restored.Adjusted(window.Budget, window.Window) - lost.Adjusted(window.Budget, window.Window);
            TallyOf(lost.Scope.Value, window.Budget, window.Window).LostGrants += Math.Max(0, forgotten);
        }
    }

    private void Add(string scope, string budget, long window, long amount, long overdraft)
    {
        var tally = TallyOf(scope, budget, window);
        tally.Dispatched += amount;
        tally.Overdraft += overdraft;
        var most = tally.Ceiling + tally.Overdraft + tally.LostGrants;
        if (amount > 0 && !IsSoft(scope, budget) && tally.Dispatched > most)
            Fail($"{scope}:{budget}/{window}: {tally.Dispatched} was dispatched, {most} may be (ceiling {tally.Ceiling}, overdraft {tally.Overdraft}, lost grants {tally.LostGrants})");
    }

    private Tally TallyOf(string scope, string budget, long window) =>
        _tallies.TryGetValue((scope, budget, window), out var tally) ? tally : _tallies[(scope, budget, window)] = new Tally();

    private static bool IsSoft(string scope, string budget) => scope == SimMesh.TeamB.Value && budget == "tokens";

    private sealed class Tally
    {
        public long Dispatched, Overdraft, LostGrants, Ceiling;
    }
}
