using NodaTime;

namespace BudgetMesh.Lending;

/// <summary>
/// Adjustments: rows beside what gateways report, a term of <c>available = cap − Σ exposure + Σ adjustments</c>. Written like a
/// grant, under the same condition and in the same transaction, before anybody is told.
/// </summary>
public sealed partial class ScopeBook
{
    private readonly HashSet<Adjustment> _dirtyAdjustments = [];

    /// <summary>
    /// Takes an adjustment, once for each id: the same again answers the same. What is negative takes back nothing that is lent;
    /// nothing more is lent until the rest suffices. A closed window takes adjustments within
    /// <see cref="LendingRules.SettlementGrace"/>: they change what its books say, and are lent to nobody.
    /// </summary>
    /// <returns>The change that must be durable before the outcome is told; then what <see cref="FindAdjustment"/> finds is told: another owner may have taken the same order first, and one to a window that did not open is gone.</returns>
    public long Adjust(AdjustmentOrder order, TimeSpan now, Instant wall, out AdjustmentOutcome outcome)
    {
        if (FindAdjustment(order.Id) is { } known)
        {
            outcome = order.IsSameAs(known)
                ? new AdjustmentOutcome(known, null, IsRepeated: true)
                : Refuse($"{order.Id} is in the books as {known.Kind} of {known.Amount} to {known.Budget}/{known.Window} by {known.Author}: take another id for another adjustment");
            return _pending;
        }

        OpenWindows(now, wall);
        var window = order.Window is { } key ? _windows.GetValueOrDefault((order.Budget, key)) : OpenWindow(order.Budget);
        if ((order.Problem ?? Problem(order, window, wall)) is { } problem)
        {
            outcome = Refuse(problem);
            return _pending;
        }

        var adjustment = new Adjustment(order.Id, order.Budget, window!.Key, order.Kind, order.Amount, order.Reason, order.Author, wall);
        window.Adjust(adjustment);
        _dirtyAdjustments.Add(adjustment);
        outcome = new AdjustmentOutcome(adjustment, null, IsRepeated: false);
        AssertInvariants();
        return MarkPending();
    }

    /// <summary>What the books have under an id, written or not; null where nothing.</summary>
    public Adjustment? FindAdjustment(string id)
    {
        foreach (var window in _windows.Values)
        {
            if (window.FindAdjustment(id) is { } adjustment)
                return adjustment;
        }

        return null;
    }

    private string? Problem(AdjustmentOrder order, WindowBook? window, Instant wall) => window switch
    {
        null when _windows.Values.All(other => other.Budget != order.Budget) => $"{Scope} has no budget {order.Budget} with a window in its books",
        null when order.Window is { } key => $"{order.Budget} has no window {key} in its books; it has {string.Join(", ", _windows.Values.Where(other => other.Budget == order.Budget).Select(other => other.Key))}",
        null => $"no window of {order.Budget} is open: name one that is closed since less than {LendingRules.SettlementGrace.TotalDays} days",
        { Open: false } when window.Window.End < wall - Duration.FromTimeSpan(LendingRules.SettlementGrace) =>
            $"{order.Budget}/{window.Key} has ended more than {LendingRules.SettlementGrace.TotalDays} days ago: its books are closed",
        _ when window.Adjustments.Count >= Limits.AdjustmentsPerWindowMax => $"{order.Budget}/{window.Key} has {window.Adjustments.Count} adjustments, and no window takes more",
        _ when Math.Abs(window.Adjusted + order.Amount) > Limits.CapCountMax => $"the adjustments of {order.Budget}/{window.Key} would add up to more than can be counted",
        _ => null,
    };

    private static AdjustmentOutcome Refuse(string problem) => new(null, problem, IsRepeated: false);

    /// <summary>Own adjustments that the books do not have yet go into the next write, unless somebody else wrote the same id.</summary>
    private void TakeAdjustments(BookRecord books)
    {
        var records = books.Adjustments.ToLookup(adjustment => (adjustment.Budget, adjustment.Window));
        var ids = books.Adjustments.Select(adjustment => adjustment.Id).ToHashSet();
        foreach (var (key, window) in _windows)
            _dirtyAdjustments.UnionWith(window.AdoptAdjustments(records[key], ids));
    }
}
