namespace BudgetMesh.Lending;

/// <summary>What a gateway tells the owner of one scope.</summary>
/// <param name="Seq">Rises from request to request of this incarnation, over all scopes: so it rises in this one as well where the gateway had forgotten it. A request is acted on once; its copies get the same answer.</param>
/// <param name="VersionSeen">The highest book version that any answer of this scope has shown.</param>
/// <param name="EpochSeen">The highest epoch, likewise.</param>
/// <param name="RoundTrip">How long a sync takes, as measured by the gateway.</param>
/// <param name="Leaving">The gateway ends: it holds nothing, has returned what was free, and will not charge again.</param>
public sealed record SyncRequest(
    ScopePath Scope,
    Incarnation Incarnation,
    long Seq,
    long VersionSeen,
    long EpochSeen,
    TimeSpan RoundTrip,
    bool Leaving,
    IReadOnlyList<SliceReport> Slices)
{
    /// <summary>
    /// The gateway remembers nothing of the scope, perhaps because it has forgotten: the books say how its counters stand, and are
    /// written before that is told, so that no owner tells it which is none any more.
    /// </summary>
    public bool Resumes { get; init; }

    /// <summary>The gateway is about to forget the scope: it holds nothing and has returned what was free. All that it says is durable before it is answered.</summary>
    public bool Pauses { get; init; }
}

/// <summary>One slice in a <see cref="SyncRequest"/>.</summary>
/// <param name="Window">The <c>BudgetWindow.Key</c> of the slice's window; null before the owner has named one.</param>
public sealed record SliceReport(string Budget, long? Window, SliceCounters Counters, Demand Demand);
