namespace BudgetMesh.Holds;

/// <summary>Holds linked in the order in which they are due.</summary>
internal sealed class HoldQueue
{
    private Hold? _last;

    public Hold? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Adds a hold behind all that are due no later: at the end, unless a shorter lifetime came into force.</summary>
    public void Add(Hold hold)
    {
        var before = _last;
        while (before is not null && before.DueAt > hold.DueAt)
            before = before.Previous;
        var after = before is null ? First : before.Next;
        (hold.Previous, hold.Next) = (before, after);
        if (before is null)
            First = hold;
        else
            before.Next = hold;
        if (after is null)
            _last = hold;
        else
            after.Previous = hold;
        Count++;
    }

    public void Remove(Hold hold)
    {
        if (hold.Previous is null)
            First = hold.Next;
        else
            hold.Previous.Next = hold.Next;
        if (hold.Next is null)
            _last = hold.Previous;
        else
            hold.Next.Previous = hold.Previous;
        (hold.Previous, hold.Next) = (null, null);
        Count--;
    }
}
