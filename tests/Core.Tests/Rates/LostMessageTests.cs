using BudgetMesh.Lending;
using BudgetMesh.Pricing;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests.Rates;

/// <summary>One gateway, one owner of a limit, and messages between them that do not arrive.</summary>
public sealed class LostMessageTests
{
    private static readonly ScopePath Team = ScopePath.Parse("acme");
    private static readonly Request Asked = new(Team, new TokenCount(10)) { OutputBound = new TokenCount(10) };
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(5);

    private readonly RateBook _owner = new(RateOwnerId.Of(Team), epoch: 1, isFirst: true, hadLearned: true, TimeSpan.Zero);
    private readonly GateBook _gate = new(new Incarnation("gate-1"), new GateLimits());
    private readonly List<PendingDecision> _decided = [];
    private TimeSpan _now;

    public LostMessageTests()
    {
        var plan = Plan();
        _gate.Adopt(plan);
        _owner.Confirm(TimeSpan.Zero);
        _owner.Replan(new RatePlan(plan.Mesh.Scopes[Team.Value].Limits, new Dictionary<string, RateShares>(), TimeSpan.FromSeconds(30)), TimeSpan.Zero);
    }

    [Fact]
    public void A_lost_message_is_made_up_for_after_the_least_wait_where_round_trips_are_short()
    {
        Ask();
        Exchange();
        _gate.RateSyncTimeout.ShouldBe(RateRules.AnswerLeast);

        _now = _gate.NextRateSyncAt(_now);
        Ask();
        Lose();
        _gate.NextRateSyncAt(_now).ShouldBe(_now, "it is asked again at once");
        Exchange();
        _gate.RateSyncTimeout.ShouldBe(RateRules.AnswerLeast);
    }

    [Fact]
    public void What_comes_too_late_ends_no_other_message_and_is_not_measured()
    {
        Ask();
        Exchange();
        _now = _gate.NextRateSyncAt(_now);
        Ask();
        var sentAt = _now;
        _gate.TryBuildRateSync(_now, out var first).ShouldBeTrue();
        _now += _gate.RateSyncTimeout;
        _gate.RateSyncFailed(sentAt, _now);
        var patience = _gate.RateSyncTimeout;
        patience.ShouldBe(2 * RateRules.AnswerLeast);
        _gate.TryBuildRateSync(_now, out _).ShouldBeTrue();

        _now += RoundTrip;
        _gate.Apply(Answers(first), sentAt, _now);
        _gate.RateSyncFailed(sentAt, _now);

        _gate.RateSyncTimeout.ShouldBe(patience);
        _gate.TryBuildRateSync(_now, out _).ShouldBeFalse("the second is still under way");
    }

    [Fact]
    public void While_it_has_a_slice_a_gateway_never_waits_long_and_without_one_longer()
    {
        Ask();
        Exchange();
        var leaseEndsAt = _now - RoundTrip + RateRules.Lease;
        _now = _gate.NextRateSyncAt(_now);
        var waits = new List<(TimeSpan SentAt, TimeSpan Wait)>();
        while (_now < leaseEndsAt + RateRules.Lease)
        {
            Ask();
            waits.Add((_now, _gate.RateSyncTimeout));
            Lose();
        }

        waits.Where(sent => sent.SentAt <= leaseEndsAt).ShouldAllBe(sent => sent.Wait <= RateRules.AnswerLeased);
        waits[^1].Wait.ShouldBe(RateRules.AnswerMost);
    }

    [Fact]
    public void Nobody_is_refused_for_one_message_that_was_lost()
    {
        var pending = Ask()!;
        for (var i = 1; i < RateRules.AwayAfter; i++)
        {
            Lose();
            Pump();
            pending.IsDecided.ShouldBeFalse();
        }

        Exchange();
        Pump();
        pending.Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void When_too_many_in_a_row_were_lost_the_owner_is_away()
    {
        var pending = Ask()!;
        for (var i = 0; i < RateRules.AwayAfter; i++)
            Lose();
        Pump();
        pending.Decision.Reason.ShouldBe(Reason.SiloUnreachable);
    }

    /// <summary>Null where it was decided at once.</summary>
    private PendingDecision? Ask() => _gate.TryDecide(Asked, _now, out _) ? null : _gate.Enqueue(Asked, _now, TimeSpan.FromMinutes(1));

    private void Pump() => _gate.Pump(_now, _decided);

    private void Exchange()
    {
        var sentAt = _now;
        _gate.TryBuildRateSync(sentAt, out var requests).ShouldBeTrue();
        var answers = Answers(requests);
        _now += RoundTrip;
        _gate.Apply(answers, sentAt, _now);
    }

    private void Lose()
    {
        var sentAt = _now;
        _gate.TryBuildRateSync(sentAt, out _).ShouldBeTrue();
        _now += _gate.RateSyncTimeout;
        _gate.RateSyncFailed(sentAt, _now);
    }

    private List<RateAnswer> Answers(IReadOnlyList<RateRequest> requests)
    {
        _owner.Confirm(_now);
        return [.. requests.Select(request => _owner.Receive(request, _now)).OfType<RateAnswer>()];
    }

    private static GatePlan Plan()
    {
        var config = new MeshConfig
        {
            Deployments = [new DeploymentConfig { Id = "lab/large", Tier = "premium" }],
            Ladders = new Dictionary<string, LadderConfig> { ["default"] = new() { Rungs = ["premium"] } },
            Scopes = new Dictionary<string, ScopeConfig> { [Team.Value] = new() { Limits = [new LimitConfig { Rate = "60000 requests per minute" }] } },
        };
        var prices = PriceBook.Empty("made").WithOverlay([new PriceOverlayConfig { Provider = "lab", Model = "large", InputMtok = "5", OutputMtok = "25" }], "made");
        MeshPlan.TryCompile(config, out var mesh, out var problems).ShouldBeTrue(string.Join("; ", problems));
        GatePlan.TryBind(mesh!, 1, prices, Instant.FromUtc(2026, 11, 20, 12, 0), out var plan, out problems).ShouldBeTrue(string.Join("; ", problems));
        return plan!;
    }
}
