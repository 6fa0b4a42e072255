using BudgetMesh.Bounds;
using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Holds;

/// <summary>One admitted request and what it occupies. The objects are the table's and are used again.</summary>
internal sealed class Hold(int slot)
{
    public int Slot { get; } = slot;

    public HoldState State { get; set; }

    /// <summary>What is to be told of it, as far as it is known: the log takes it over when the hold is resolved.</summary>
    public ReceiptLog.Draft Draft { get; set; } = new();

    public ref readonly Decision Decision => ref Draft.Entry.Decision;

    public ref readonly Ruling Ruling => ref Draft.Entry.Ruling;

    public ScopePath Scope => Draft.Entry.Scope;

    public Rung Rung { get; set; } = null!;

    /// <summary>What learns from the answer's length; null where nothing does.</summary>
    public GateLengths? Lengths { get; set; }

    public Slice[] Legs => Draft.Entry.Legs;

    /// <summary>The limits on the way that it was charged to, and gives back to; shared by all holds of its scope.</summary>
    public GateLimit[] Limits { get; set; } = [];

    /// <summary>The same of its deployment's capacity.</summary>
    public GateLimit[] Capacity { get; set; } = [];

    public Amounts Bound { get; set; }

    /// <summary>As the request said, until it is resolved.</summary>
    public TokenCount InputTokens => Draft.Entry.InputTokens;

    public CacheWrites CacheWrites { get; set; }

    public long PlanVersion => Draft.Entry.PlanVersion;

    public TimeSpan MadeAt { get; set; }

    /// <summary>When it expires, or, once expired, when it is forgotten.</summary>
    public TimeSpan DueAt { get; set; }

    /// <summary>Neighbours in the order of <see cref="DueAt"/>, among holds of one state.</summary>
    public Hold? Previous { get; set; }

    public Hold? Next { get; set; }
}
