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

    /// <summary>True once anything was asked of the owner, so that it must be told of the end.</summary>
    public bool IsKnown => Seq > 0;

    public long NextSeq() => ++Seq;

    public void See(SyncAnswer answer)
    {
        VersionSeen = Math.Max(VersionSeen, answer.Version);
        EpochSeen = Math.Max(EpochSeen, answer.Epoch);
    }
}
