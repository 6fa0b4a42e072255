using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Simulation.World;
using NodaTime;

namespace BudgetMesh.Simulation.Checkers;

/// <summary>No grant in a closed window, none opens early or again, and a settlement lands in the window of its hold.</summary>
public sealed class WindowsStayClosed() : Checker("8 windows stay closed")
{
    private readonly Dictionary<(Incarnation, long Decision), IReadOnlyList<ReceiptLeg>> _admitted = [];
    private readonly HashSet<ScopePath> _rolledBack = [];
    private Instant _wall;

    public override void Dispatched(SimRequest request) => _admitted[(request.Gateway.Incarnation, request.Decision.Number)] = request.Legs;

    public override void AfterEvent(SimWorld world) => _wall = world.Wall;

    /// <summary>What the store forgot and gateways still know comes back into the books, also in windows that were closed meanwhile.</summary>
    public override void RolledBack(BookRecord lost, BookRecord restored) => _rolledBack.Add(lost.Scope);

    public override void Written(BookRecord before, BookWrite write, BookRecord after)
    {
        foreach (var window in write.Windows)
        {
            var was = before.Windows.FirstOrDefault(other => other.Budget == window.Budget && other.Window == window.Window);
            if (window.Open && was is { Open: false })
                Fail($"{write.Scope}:{window.Budget}/{window.Window} was opened again");
            if (window.Open && window.Start > _wall + Duration.FromSeconds(5))
                Fail($"{write.Scope}:{window.Budget}/{window.Window} starts at {window.Start} and was opened at {_wall}");
        }

        foreach (var account in write.Accounts)
        {
            var was = before.Accounts.FirstOrDefault(other => other.Incarnation == account.Incarnation && other.Budget == account.Budget && other.Window == account.Window);
            // One that the same write closes was open when the grant was made.
            var wasOpen = before.Windows.FirstOrDefault(other => other.Budget == account.Budget && other.Window == account.Window)?.Open ?? true;
            if (!wasOpen && !_rolledBack.Contains(write.Scope) && account.Counters.Granted > (was?.Counters.Granted ?? 0))
                Fail($"{write.Scope}:{account.Budget}/{account.Window}: granted after it was closed");
        }
    }

    public override void Received(Receipt receipt, bool isNew)
    {
        if (receipt.Legs.Count == 0 || !_admitted.TryGetValue((receipt.Incarnation, receipt.Decision), out var legs))
            return;
        if (!receipt.Legs.Select(leg => (leg.Scope, leg.Budget, leg.Window)).SequenceEqual(legs.Select(leg => (leg.Scope, leg.Budget, leg.Window))))
            Fail($"{receipt.Incarnation}-{receipt.Decision} was settled in other windows than it was held in");
    }
}
