namespace BudgetMesh.Lending;

/// <summary>The end of a life that was closed from outside, by a mistaken retirement for one: it still knows what it did, and says so.</summary>
public sealed partial class GateBook
{
    /// <summary>True once every owner has taken the last word of this closed incarnation.</summary>
    public bool IsConcluded => IsClosed && OpenHolds == 0 && _owners.Values.All(static owner => !owner.IsKnown || owner.IsConcluded);

    /// <summary>
    /// The last word to the owners that lack it, once nothing is held any more. To be sent until each is taken, then
    /// <see cref="Concluded"/>; built anew each time, for a late settlement changes it.
    /// </summary>
    public IReadOnlyList<FinalReport> BuildFinals()
    {
        if (!IsClosed || OpenHolds > 0)
            return [];
        return
        [
            .. from owner in _owners.Values
               where owner.IsKnown && !owner.IsConcluded
               select new FinalReport(owner.Scope, Incarnation, owner.NextLastWord(++_seq), IsComplete: true,
               [
                   .. from budget in owner.Budgets
                      from slice in budget.Remembered
                      let counters = slice.Counters
                      select new FinalSlice(budget.Plan.Name, slice.Window, counters.Charged - counters.Released, counters),
               ]),
        ];
    }

    /// <summary>An owner has taken the last word; copies of older ones do no harm.</summary>
    public void Concluded(FinalReport final)
    {
        if (_owners.TryGetValue(final.Scope, out var owner))
            owner.Concluded(final.Seq);
    }

    private void ConcludeAgain()
    {
        foreach (var owner in _owners.Values)
            owner.ConcludeAgain();
    }
}
