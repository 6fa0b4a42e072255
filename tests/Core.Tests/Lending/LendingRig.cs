using BudgetMesh.Budgets;
using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

/// <summary>One gateway and the owners of its scopes, joined without network or store: every write lands, every message arrives, now.</summary>
internal sealed class LendingRig
{
    public static readonly ScopePath Tenant = ScopePath.Parse("acme"), Team = ScopePath.Parse("acme/chat");

    private readonly Dictionary<ScopePath, ScopeBook> _owners = [];
    private readonly Instant _start = Instant.FromUtc(2026, 11, 20, 12, 0);

    public LendingRig(
        string teamCap = "10 USD", string tenantCap = "1000 USD", string enforcement = "hard", GateLimits? options = null, string outputBound = "1000", GateJournal? journal = null)
    {
        Plan = PlanWith(teamCap, tenantCap, enforcement, outputBound: outputBound);
        Gate = NewGate(options, journal);
    }

    public LendingRig(GatePlan plan, GateLimits? options = null, GateJournal? journal = null)
    {
        Plan = plan;
        Gate = NewGate(options, journal);
    }

    private GateBook NewGate(GateLimits? options, GateJournal? journal)
    {
        var gate = new GateBook(new Incarnation("gate-1"), options ?? new GateLimits(), journal: journal);
        gate.SetClock(_start);
        gate.Adopt(Plan);
        return gate;
    }

    public GatePlan Plan { get; private set; }

    public GateBook Gate { get; }

    public TimeSpan Now { get; set; }

    public Instant Wall => _start + Duration.FromTimeSpan(Now);

    /// <summary>Large: 5 and 25 USD per million tokens; small: 0.5 and 2.</summary>
    public static GatePlan PlanWith(string teamCap, string tenantCap, string enforcement = "hard", string thresholdAt = "80%", string outputBound = "1000", IReadOnlyDictionary<string, ScopeConfig>? patterns = null)
    {
        var config = new MeshConfig
        {
            Deployments =
            [
                new DeploymentConfig { Id = "lab/large", Tier = "premium" },
                new DeploymentConfig { Id = "lab/small", Tier = "economy" },
            ],
            Ladders = new Dictionary<string, LadderConfig>
            {
                ["default"] = new() { Rungs = ["premium", "economy"], Thresholds = [new ThresholdConfig { At = thresholdAt, Start = "economy", Back = "60%" }] },
                ["best"] = new() { Rungs = ["premium"] },
            },
            Scopes = new Dictionary<string, ScopeConfig>(patterns ?? new Dictionary<string, ScopeConfig>())
            {
                [Tenant.Value] = new() { Budgets = [new BudgetConfig { Name = "month", Amount = tenantCap, Period = "month" }] },
                [Team.Value] = new() { Budgets = [new BudgetConfig { Name = "day", Amount = teamCap, Period = "day", Enforcement = enforcement }] },
            },
            Defaults = new DefaultsConfig { HoldLifetime = "60s", OutputBound = outputBound },
        };
        var prices = PriceBook.Empty("p1").WithOverlay(
        [
            new PriceOverlayConfig { Provider = "lab", Model = "large", InputMtok = "5", OutputMtok = "25" },
            new PriceOverlayConfig { Provider = "lab", Model = "small", InputMtok = "0.5", OutputMtok = "2" },
        ], "p1");
        MeshPlan.TryCompile(config, out var mesh, out var problems).ShouldBeTrue(string.Join("; ", problems));
        GatePlan.TryBind(mesh!, 1, prices, Instant.FromUtc(2026, 11, 20, 12, 0), out var plan, out problems).ShouldBeTrue(string.Join("; ", problems));
        return plan!;
    }

    public ScopeBook OwnerOf(ScopePath scope)
    {
        if (!_owners.TryGetValue(scope, out var owner))
            _owners[scope] = owner = new ScopeBook(BookRecord.Empty(scope), $"owner-of-{scope.Value.Replace('/', '-')}", BudgetsOf(scope));
        return owner;
    }

    public void Apply(GatePlan plan)
    {
        Plan = plan;
        foreach (var (scope, owner) in _owners)
            owner.Replan(BudgetsOf(scope));
        Gate.Adopt(plan);
    }

    private System.Collections.Immutable.ImmutableArray<BudgetPlan> BudgetsOf(ScopePath scope) => Plan.Mesh.TryResolve(scope.Value, out var plan) ? plan.Budgets : [];

    /// <summary>Asks each owner what the gateway wants to ask, once.</summary>
    public IReadOnlyList<SyncAnswer> Sync()
    {
        if (!Gate.TryBuildSync(Now, out var requests))
            return [];
        var sentAt = Now;
        List<SyncAnswer> answers = [.. requests.Select(Answer)];
        Gate.Apply(answers, sentAt, Now);
        return answers;
    }

    public SyncAnswer Answer(SyncRequest request)
    {
        var owner = OwnerOf(request.Scope);
        var change = owner.Receive(request, Now, Wall);
        while (owner.ChangesDurable < change && owner.TryBeginWrite(out _))
            owner.CompleteWrite(WriteOutcome.Written, Now);
        owner.ChangesDurable.ShouldBeGreaterThanOrEqualTo(change);
        return owner.Answer(request, Now, Wall);
    }

    /// <summary>Ends the owners of scopes that requests have made, so that only the gate's memory is looked at.</summary>
    public void Forget()
    {
        foreach (var scope in _owners.Keys.Where(scope => !Plan.Mesh.Scopes.ContainsKey(scope.Value)).ToList())
            _owners.Remove(scope);
    }

    /// <summary>Decides as a caller that waits: syncs as often as it takes, at most for a second.</summary>
    public Decision Decide(Request request)
    {
        if (Gate.TryDecide(request, Now, out var decision))
            return decision;
        var pending = Gate.Enqueue(request, Now, TimeSpan.FromSeconds(1));
        var decided = new List<PendingDecision>();
        while (!pending.IsDecided)
        {
            Sync();
            Now += TimeSpan.FromMilliseconds(10);
            Gate.Pump(Now, decided);
        }

        return pending.Decision;
    }

    public Decision Decide(long inputTokens = 1000, long? outputBound = null, string? ladder = null) =>
        Decide(new Request(Team, new TokenCount(inputTokens)) { OutputBound = outputBound is { } bound ? new TokenCount(bound) : null, Ladder = ladder });

    public static TokenUsage Usage(long input, long output) => new() { Input = new TokenCount(input), Output = new TokenCount(output) };

    /// <summary>The counters of the team's or the tenant's slice.</summary>
    public SliceCounters Slice(ScopePath scope) => Gate.Slices().Last(slice => slice.Scope == scope).Counters;
}
