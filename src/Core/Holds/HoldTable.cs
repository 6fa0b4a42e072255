using System.Diagnostics.CodeAnalysis;

namespace BudgetMesh.Holds;

/// <summary>
/// The holds of a gate. Places are used again, so that a hold costs no allocation; a queue for each state, in the order of
/// time, so that expiring looks only at holds that are due.
/// </summary>
internal sealed class HoldTable(int most)
{
    private readonly List<Hold> _slots = [];
    private readonly Stack<Hold> _free = new();

    public bool IsFull => _free.Count == 0 && _slots.Count == most;

    public HoldQueue Open { get; } = new();

    public HoldQueue Expired { get; } = new();

    public bool TryRent([NotNullWhen(true)] out Hold? hold)
    {
        if (_free.TryPop(out hold))
            return true;
        if (_slots.Count == most)
            return false;
        _slots.Add(hold = new Hold(_slots.Count));
        return true;
    }

    public void Return(Hold hold)
    {
        hold.State = HoldState.Resolved;
        hold.Lengths = null;
        _free.Push(hold);
    }

    /// <summary>The hold of that name, unless it was resolved for good.</summary>
    public bool TryFind(HoldId id, [NotNullWhen(true)] out Hold? hold)
    {
        hold = (uint)id.Slot < (uint)_slots.Count ? _slots[id.Slot] : null;
        return hold is not null && hold.State != HoldState.Resolved && hold.Decision.Number == id.Decision;
    }
}
