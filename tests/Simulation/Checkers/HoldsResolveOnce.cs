using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>
/// A hold is settled, voided or expired, once, and an expired one corrected at most once. At rest nothing is held and, per
/// budget, window and gateway, Σ of the receipts is what the books say was spent.
/// </summary>
public sealed class HoldsResolveOnce() : Checker("4 holds resolve once")
{
    private readonly HashSet<ScopePath> _rolledBack = [];
    private readonly Dictionary<(Incarnation, long Decision), ReceiptKind> _resolved = [];
    private readonly Dictionary<(Incarnation, ScopePath, string Budget, long Window), long> _receipts = [];

    public override void Received(Receipt receipt, bool isNew)
    {
        if (!isNew)
            return;
        var key = (receipt.Incarnation, receipt.Decision);
        var isLegal = _resolved.TryGetValue(key, out var before)
            ? before == ReceiptKind.Expired && receipt.Kind == ReceiptKind.Corrected
            : receipt.Kind != ReceiptKind.Corrected;
        if (!isLegal)
            Fail($"{key}: {receipt.Kind} after {before}");
        _resolved[key] = receipt.Kind;
        foreach (var leg in receipt.Legs)
        {
            var sum = (receipt.Incarnation, leg.Scope, leg.Budget, leg.Window);
            _receipts[sum] = _receipts.GetValueOrDefault(sum) + leg.Amount;
        }
    }

    /// <summary>What the store forgot of gateways that are gone stays as it forgot it, until an operator retires them.</summary>
    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void AtRest(SimWorld world)
    {
        var told = world.PastLives.Where(past => past is { IsWhole: true, Life.IsDone: true }).Select(past => past.Dead);
        foreach (var gateway in world.Gateways.Concat(world.Retired).Concat(told))
        {
            if (gateway is { IsDead: false, Book.OpenHolds: > 0 })
                Fail($"{gateway.Incarnation} still holds {gateway.Book.OpenHolds}");
            foreach (var scope in gateway.Done.Keys.Select(key => key.Scope).Distinct().Where(scope => !_rolledBack.Contains(scope)))
            {
                foreach (var account in world.Store.Read(scope).Accounts.Where(account => account.Incarnation == gateway.Incarnation))
                {
                    var receipts = _receipts.GetValueOrDefault((gateway.Incarnation, scope, account.Budget, account.Window));
                    if (account.Counters.Held != 0)
                        Fail($"{gateway.Incarnation}, {scope}:{account.Budget}/{account.Window}: the books still hold {account.Counters.Held}");
                    else if (receipts != account.Counters.Spent)
                        Fail($"{gateway.Incarnation}, {scope}:{account.Budget}/{account.Window}: Σ receipts is {receipts}, spent was {account.Counters.Spent}");
                }
            }
        }
    }
}
