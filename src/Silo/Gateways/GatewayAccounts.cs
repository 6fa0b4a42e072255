using BudgetMesh.Budgets;
using BudgetMesh.Silo.Api;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo;

/// <summary>What the books have of each gateway that has anything, summed up as scope after scope is read.</summary>
internal sealed class GatewayAccounts(bool eachBudget)
{
    private readonly SortedDictionary<string, Sums> _gateways = new(StringComparer.Ordinal);

    /// <summary>Those that the books know and that have anything free, held or forfeited.</summary>
    public IEnumerable<string> Incarnations => _gateways.Where(static gateway => gateway.Value.ByUnit.Count > 0).Select(static gateway => gateway.Key);

    public void Add(ScopeBooks books)
    {
        foreach (var borrower in books.Borrowers)
            Of(borrower.Incarnation).IsClosed |= borrower.State == "closed";
        var closed = books.Borrowers.Where(static borrower => borrower.State == "closed").Select(static borrower => borrower.Incarnation).ToHashSet();
        var units = books.Windows.ToDictionary(static window => (window.Budget, window.Window), static window => Amount.UnitOf(window.Unit));
        foreach (var account in books.Accounts)
        {
            var (free, held) = (Math.Max(0, account.Free), account.Held);
            if (free == 0 && held == 0)
                continue;
            var unit = units.GetValueOrDefault((account.Budget, account.Window));
            var sums = Of(account.Incarnation);
            var more = closed.Contains(account.Incarnation) ? (Free: 0L, Held: 0L, Forfeited: checked(free + held)) : (free, held, 0);
            if (unit is { } known)
            {
                var before = sums.ByUnit.GetValueOrDefault(known);
                sums.ByUnit[known] = checked((before.Free + more.Free, before.Held + more.Held, before.Forfeited + more.Forfeited));
            }

            if (eachBudget)
                sums.Budgets.Add(new GatewayBudgetView(books.Scope, account.Budget, account.Window, new(unit, more.Free), new(unit, more.Held), new(unit, more.Forfeited)));
        }
    }

    public bool IsClosed(string incarnation) => _gateways.TryGetValue(incarnation, out var sums) && sums.IsClosed;

    public IReadOnlyList<GatewaySumView> SumsOf(string incarnation) => _gateways.TryGetValue(incarnation, out var sums)
        ?
        [
            .. sums.ByUnit.Select(static line => new GatewaySumView(
                WireMapping.Units.ToWire(line.Key), new(line.Key, line.Value.Free), new(line.Key, line.Value.Held), new(line.Key, line.Value.Forfeited))),
        ]
        : [];

    public IReadOnlyList<GatewayBudgetView>? BudgetsOf(string incarnation) =>
        !eachBudget ? null : _gateways.TryGetValue(incarnation, out var sums) ? sums.Budgets : [];

    private Sums Of(string incarnation)
    {
        if (!_gateways.TryGetValue(incarnation, out var sums))
            _gateways[incarnation] = sums = new Sums();
        return sums;
    }

    private sealed class Sums
    {
        public bool IsClosed { get; set; }

        public SortedDictionary<BudgetUnit, (long Free, long Held, long Forfeited)> ByUnit { get; } = [];

        public List<GatewayBudgetView> Budgets { get; } = [];
    }
}
