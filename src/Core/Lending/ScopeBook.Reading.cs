using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>The books for people: no change, no write.</summary>
public sealed partial class ScopeBook
{
    /// <summary>No gateway holds anything, has anything free, or may still be heard of either.</summary>
    public bool IsAtRest
    {
        get
        {
            foreach (var window in _windows.Values)
            {
                if (!window.AtRest(IsClosed))
                    return false;
            }

            return true;
        }
    }

    /// <summary>
    /// Every window that the books have, in the order of budgets and time. A window that has begun and that nobody has asked
    /// anything of yet is not in the books; it is listed as it will be opened.
    /// </summary>
    public IReadOnlyList<WindowReading> ReadWindows(Instant wall)
    {
        var windows = _windows.Values.ToDictionary(window => (window.Budget, window.Key));
        foreach (var plan in _plans)
        {
            var begun = plan.WindowAt(wall);
            if (!windows.ContainsKey((plan.Name, begun.Key)) && !IsBehind(plan, begun))
                windows[(plan.Name, begun.Key)] = new WindowBook(plan.Name, begun, plan.Cap);
        }

        return
        [
            .. windows.Values
                .OrderBy(window => window.Budget, StringComparer.Ordinal).ThenBy(window => window.Key)
                .Select(window => window.Read(_plans.FirstOrDefault(plan => plan.Name == window.Budget), IsClosed)),
        ];
    }
}
