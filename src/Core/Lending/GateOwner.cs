using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Lending;

/// <summary>What a gateway remembers of one scope's owner.</summary>
internal sealed class GateOwner(ScopePath scope, GateJournal? journal)
{
    private int _row = -1;
    private long _lastWord;

    public ScopePath Scope { get; } = scope;

    public List<GateBudget> Budgets { get; } = [];

    /// <summary>The last request that was built.</summary>
    public long Seq { get; private set; }

    public long VersionSeen { get; private set; }

    public long EpochSeen { get; private set; }

    /// <summary>The owner knows that this gateway has left.</summary>
    public bool HasLeft { get; set; }

    /// <summary>The owner has taken the last word of this incarnation, which was closed before it left, and nothing was done since.</summary>
    public bool IsConcluded { get; private set; }

    /// <summary>The last message had a request to this owner.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The last message to it got no answer.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Nothing is held or free, and the last report said so.</summary>
    public bool HasToldAll => Budgets.TrueForAll(static budget => budget.Remembered.All(static slice => slice.Counters is { Held: 0, Free: <= 0 } counters && counters == slice.Reported));

    /// <summary>True once anything was asked of the owner, so that it must be told of the end.</summary>
    public bool IsKnown => Seq > 0;

    /// <summary>The number of the next request; in the journal before it is sent, so that an old copy of that is known for one.</summary>
    public long NextSeq()
    {
        Seq++;
        if (Seq == 1)
            _row = journal?.AddOwner(Scope) ?? -1;
        journal?.Ask(_row, Seq);
        return Seq;
    }

    /// <summary>The number of a last word that says all that was done until now.</summary>
    public long NextLastWord() => _lastWord = NextSeq();

    public void Concluded(long lastWord) => IsConcluded |= lastWord == _lastWord;

    /// <summary>Something was done that the last word did not say, taken or still on its way.</summary>
    public void ConcludeAgain() => (_lastWord, IsConcluded) = (0, false);

    /// <summary>The last message got no answer: it is asked again then.</summary>
    public void Unanswered(TimeSpan askAgainAt)
    {
        IsSilent = true;
        foreach (var budget in Budgets)
            budget.Postpone(askAgainAt);
    }

    public void See(SyncAnswer answer)
    {
        IsSilent = false;
        VersionSeen = Math.Max(VersionSeen, answer.Version);
        EpochSeen = Math.Max(EpochSeen, answer.Epoch);
    }
}
