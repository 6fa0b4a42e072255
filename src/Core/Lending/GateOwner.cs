namespace BudgetMesh.Lending;

/// <summary>What a gateway remembers of one scope's owner.</summary>
internal sealed class GateOwner(ScopePath scope)
{
    public ScopePath Scope { get; } = scope;

    public List<GateBudget> Budgets { get; } = [];

    /// <summary>The last request that was built.</summary>
    public long Seq { get; private set; }

    public long VersionSeen { get; private set; }

    public long EpochSeen { get; private set; }

    /// <summary>The owner knows that this gateway has left.</summary>
    public bool HasLeft { get; set; }

    /// <summary>The last message had a request to this owner.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The last message to it got no answer.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>True once anything was asked of the owner, so that it must be told of the end.</summary>
    public bool IsKnown => Seq > 0;

    public long NextSeq() => ++Seq;

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
