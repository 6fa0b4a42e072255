using BudgetMesh.Budgets;
using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>Windows open as time passes: there is no job that resets anything.</summary>
public sealed partial class ScopeBook
{
    private readonly List<(string Budget, long Key)> _pruned = [];
    private readonly List<Incarnation> _forgotten = [];
    private TimeSpan _opensNothingBefore = TimeSpan.MinValue;

    /// <summary>
    /// Opens the windows that have begun; the same write closes their predecessors. Never an earlier one than is open: a clock
    /// that went back changes nothing. One that runs ahead is stopped by the store, whose own clock the write depends on.
    /// </summary>
    private void OpenWindows(TimeSpan now, Instant wall)
    {
        if (now < _opensNothingBefore || Frozen is not null)
            return;
        foreach (var plan in _plans)
        {
            var window = plan.WindowAt(wall);
            var open = OpenWindow(plan.Name);
            if (open?.Window == window || IsBehind(plan, window))
                continue;
            if (open is not null)
            {
                open.Close();
                Touch(open);
            }

            if (!_windows.TryGetValue((plan.Name, window.Key), out var opened))
                _windows[(plan.Name, window.Key)] = opened = new WindowBook(plan.Name, window, plan.Cap);
            opened.Reopen();
            Touch(opened);
            MarkPending();
            Prune(wall);
        }
    }

    /// <summary>True where a later window of the same calendar was opened before: the clock has gone back. A budget whose period was changed starts afresh.</summary>
    private bool IsBehind(BudgetPlan plan, BudgetWindow window)
    {
        foreach (var other in _windows.Values)
        {
            if (other.Budget == plan.Name && other.Window.Start > window.Start && plan.WindowAt(other.Window.Start) == other.Window)
                return true;
        }

        return false;
    }

    /// <summary>Once late settlements are over, a closed window's rows go, and those of gateways that are in no other; its receipts stay.</summary>
    private void Prune(Instant wall)
    {
        var isPruned = false;
        foreach (var ((budget, key), window) in _windows)
        {
            if (window.Open || window.Window.End > wall - Duration.FromTimeSpan(LendingRules.SettlementGrace) || !window.AtRest(IsClosed))
                continue;
            _windows.Remove((budget, key));
            _pruned.Add((budget, key));
            isPruned = true;
        }

        if (!isPruned)
            return; // who left before any window was open is in none, and must be remembered all the same
        foreach (var (incarnation, borrower) in _borrowers)
        {
            if (!borrower.IsClosed || _windows.Values.Any(window => window.Find(incarnation) is not null))
                continue;
            _borrowers.Remove(incarnation);
            _forgotten.Add(incarnation);
        }
    }
}
