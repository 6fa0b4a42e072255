using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// No final denial while the headroom fits the smallest acceptable amount: some budget on the way must really have less left,
/// by what providers billed, than the last rung needs.
/// </summary>
public sealed class DenialsAreJust() : Checker("6 denials are just")
{
    private readonly Dictionary<(ScopePath Scope, string Budget), (long Window, long Cap, long Forfeited)> _inForce = [];
    private readonly Dictionary<(string Scope, string Budget, long Window), long> _mayBeSpent = [];

    /// <summary>The most that adjustments took away at any time; what they gave counts only once a gate has heard of it.</summary>
    private readonly Dictionary<(string Scope, string Budget, long Window), long> _takenOff = [];
    private readonly HashSet<ScopePath> _rolledBack = [];

    public override void Dispatched(SimRequest request) => Add(request.Legs, static leg => leg.Amount);

    public override void Extended(SimRequest request, IReadOnlyList<ReceiptLeg> more) => Add(more, static leg => leg.Amount);

    public override void Billed(SimRequest request) => Add(request.Legs, leg => Math.Max(0, request.Actual(leg) - leg.Amount));

    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void Written(BookRecord before, BookWrite write, BookRecord after)
    {
        foreach (var window in after.Windows.Where(window => window.Open))
        {
            // A gate may deny by the lowest cap and adjustments that were in force: it hears of a raise at its next sync.
            var was = _inForce.GetValueOrDefault((write.Scope, window.Budget));
            var cap = was.Window == window.Window && was.Cap > 0 ? Math.Min(was.Cap, window.Cap) : window.Cap;
            _inForce[(write.Scope, window.Budget)] = (window.Window, cap, 0);
            var key = (write.Scope.Value, window.Budget, window.Window);
            _takenOff[key] = Math.Max(_takenOff.GetValueOrDefault(key), -after.Adjusted(window.Budget, window.Window));
        }
    }

    public override void Refused(SimGateway gateway, in Request request, in Decision decision)
    {
        if (decision.Reason != Reason.BudgetExceeded || !gateway.Book.Plan!.Mesh.TryFindScope(request.Scope.Value, out var scope))
            return;
        var outputBound = request.OutputBound?.Value ?? scope.OutputBound;
        foreach (var budget in scope.Levels.Where(budget => budget.Enforcement == Enforcement.Hard))
        {
            var needed = budget.Unit switch
            {
                BudgetUnit.Usd => decision.Bound.NanoUsd,
                BudgetUnit.Tokens => request.InputTokens.Value + outputBound,
                _ => 1,
            };
            if (!_inForce.TryGetValue((budget.Scope, budget.Name), out var inForce) || _rolledBack.Contains(budget.Scope))
                return;
            // Another window may be in force at the gate for a moment: what is gone in any of them justifies it.
            var gone = _mayBeSpent.Keys.Union(_takenOff.Keys).Where(key => key.Scope == budget.Scope.Value && key.Budget == budget.Name)
                .Select(key => _mayBeSpent.GetValueOrDefault(key) + _takenOff.GetValueOrDefault(key)).DefaultIfEmpty(0).Max();
            if (needed > Math.Min(inForce.Cap, budget.Cap) - gone)
                return;
        }

        Fail($"{gateway.Incarnation} refused {request} for good, though every budget has room for {decision.Bound}: {decision.Blocker}");
    }

    private void Add(IEnumerable<ReceiptLeg> legs, Func<ReceiptLeg, long> amount)
    {
        foreach (var leg in legs)
        {
            var key = (leg.Scope.Value, leg.Budget, leg.Window);
            _mayBeSpent[key] = _mayBeSpent.GetValueOrDefault(key) + amount(leg);
        }
    }
}
