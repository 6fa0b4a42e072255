namespace BudgetMesh.Lending;

/// <summary>When all gateways should report now, not with their next refresh.</summary>
public sealed partial class ScopeBook
{
    private readonly HashSet<(string Budget, long Key)> _exactTold = [];
    private bool _frozenTold;
    private TimeSpan? _askedAllAt;

    /// <summary>
    /// True where a recall is due: a budget is lent exactly or not at all from now on, so that free rights are wanted back; or
    /// somebody was refused for what holds occupy, which their gateways may know to be released. Once for each turn of the
    /// mode, and once in <see cref="LendingRules.RefreshNear"/> for refusals. A recall that gets lost costs time and nothing else.
    /// </summary>
    public bool TakeRecall(TimeSpan now)
    {
        var isDue = Frozen is not null && !_frozenTold;
        _frozenTold = Frozen is not null;
        foreach (var (key, window) in _windows)
        {
            if (window is { Open: true, IsExact: true } && !IsAlwaysExact(window))
                isDue |= _exactTold.Add(key);
            else
                _exactTold.Remove(key);
        }

        RefreshLive(now);
        isDue |= (_askedAllAt is not { } asked || now - asked >= LendingRules.RefreshNear) && _windows.Values.Any(window => window.IsRefused(_live));
        if (isDue)
            _askedAllAt = now;
        return isDue;
    }

    /// <summary>Of such a budget nobody ever had rights in advance.</summary>
    private bool IsAlwaysExact(WindowBook window)
    {
        foreach (var plan in _plans)
        {
            if (plan.IsAlwaysExact && plan.Name == window.Budget)
                return true;
        }

        return false;
    }
}
