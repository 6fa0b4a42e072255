using BudgetMesh.Lending.Journals;

namespace BudgetMesh.Lending;

/// <summary>What a gateway remembers of one scope's owner.</summary>
internal sealed class GateOwner(ScopePath scope, GateJournal? journal)
{
    private int _row = -1;
    private long _firstSeq;
    private bool _pauses;
    private long _lastWord;

    public ScopePath Scope { get; } = scope;

    public List<GateBudget> Budgets { get; } = [];

    /// <summary>The scope was made of a pattern, or is in the plan no more: to be forgotten when nothing goes on in it.</summary>
    public bool IsMade { get; set; }

    /// <summary>Scopes that are known and pay here: itself, and those below it.</summary>
    public int Payers { get; set; }

    /// <summary>The last request that was built.</summary>
    public long Seq { get; private set; }

    public long VersionSeen { get; private set; }

    public long EpochSeen { get; private set; }

    /// <summary>Nothing has been heard of the owner: the books have to say how the counters stand.</summary>
    public bool Resumes { get; private set; } = true;

    /// <summary>The owner has it in the books, durably, that nothing goes on here.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The owner knows that this gateway has left.</summary>
    public bool HasLeft { get; set; }

    /// <summary>The owner has taken the last word of this incarnation, which was closed before it left, and nothing was done since.</summary>
    public bool IsConcluded { get; private set; }

    /// <summary>The last message had a request to this owner.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The owner has wanted to hear from its borrowers since that request: its answer may be from before, and it is asked again after it.</summary>
    public bool IsRecalled { get; set; }

    /// <summary>The last message to it got no answer.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Nothing is held or free, and the last report said so.</summary>
    public bool HasToldAll => Budgets.TrueForAll(static budget => budget.Remembered.All(static slice => slice.Counters is { Held: 0, Free: <= 0 } counters && counters == slice.Reported));

    /// <summary>Nothing goes on here, and the owner knows everything or was never asked.</summary>
    public bool IsAtRest => (IsPaused || !IsKnown) && Budgets.TrueForAll(static budget => budget.IsAtRest);

    /// <summary>True once anything was asked of the owner, so that it must be told of the end.</summary>
    public bool IsKnown => Seq > 0;

    /// <summary>Takes the number of the next request; in the journal before it is sent, so that an old copy of that is known for one.</summary>
    /// <param name="seq">Above all that this incarnation has used.</param>
    public long NextSeq(long seq, bool pauses = false)
    {
        if (!IsKnown)
            (_firstSeq, _row) = (seq, journal?.AddOwner(Scope) ?? -1);
        (Seq, _pauses, IsPaused) = (seq, pauses, false);
        journal?.Ask(_row, Seq);
        return Seq;
    }

    /// <summary>False for an answer to a request from before the gateway forgot this scope: it tells of counters and rights that are none any more.</summary>
    public bool IsSince(SyncAnswer answer) => IsKnown && answer.Seq >= _firstSeq;

    /// <summary>The number of a last word that says all that was done until now.</summary>
    public long NextLastWord(long seq) => _lastWord = NextSeq(seq);

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

    /// <summary>An answer was taken over: what the books have is known, and where the last request paused, the gateway may forget.</summary>
    public void Accepted(SyncAnswer answer)
    {
        Resumes = false;
        IsPaused = _pauses && answer.Seq == Seq;
    }

    /// <summary>The scope cannot be made: the owner knows nothing of this gateway, and needs not be told of its end.</summary>
    public void TurnAway(TimeSpan until)
    {
        Forget();
        Seq = 0;
        foreach (var budget in Budgets)
            budget.TurnAway(until);
    }

    /// <summary>Nothing is at stake here: the journal needs not say a last word.</summary>
    public void Forget()
    {
        journal?.RemoveOwner(_row);
        _row = -1;
    }
}
