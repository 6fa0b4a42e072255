using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Holds;

/// <summary>One admitted request and what it occupies. The objects are the table's and are used again.</summary>
internal sealed class Hold(int slot)
{
    public int Slot { get; } = slot;

    public HoldState State { get; set; }

    public Decision Decision;

    public ScopePath Scope { get; set; }

    public Rung Rung { get; set; } = null!;

    public Slice[] Legs { get; set; } = [];

    public Amounts Bound { get; set; }

    public TokenCount InputTokens { get; set; }

    public CacheWrites CacheWrites { get; set; }

    public long PlanVersion { get; set; }

    public TimeSpan MadeAt { get; set; }

    /// <summary>When it expires, or, once expired, when it is forgotten.</summary>
    public TimeSpan DueAt { get; set; }

    /// <summary>Neighbours in the order of <see cref="DueAt"/>, among holds of one state.</summary>
    public Hold? Previous { get; set; }

    public Hold? Next { get; set; }
}
