using BudgetMesh.Lending;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Lending;

public sealed class GateBookDecideTests
{
    [Fact]
    public void The_first_rung_that_fits_is_held_on_every_level()
    {
        var rig = new LendingRig();

        var decision = rig.Decide(inputTokens: 1000, outputBound: 1000);

        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Allow, Reason.Fits));
        decision.Deployment!.Id.ShouldBe("lab/large");
        decision.OutputBound.Value.ShouldBe(1000);
        decision.Bound.ShouldBe(Money.Parse("0.03"));
        rig.Slice(LendingRig.Team).Held.ShouldBe(30_000_000);
        rig.Slice(LendingRig.Tenant).Held.ShouldBe(30_000_000);
    }

    [Fact]
    public void Without_a_client_bound_the_scopes_own_is_sent() => new LendingRig().Decide().OutputBound.Value.ShouldBe(1000);

    [Fact]
    public void Where_the_first_rung_does_not_fit_the_next_is_held_in_the_same_step()
    {
        var rig = new LendingRig(teamCap: "0.02 USD");

        var decision = rig.Decide();

        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Downgrade, Reason.BudgetExceeded));
        decision.Deployment!.Id.ShouldBe("lab/small");
        decision.Blocker!.Value.Budget!.Name.ShouldBe("day");
        decision.Blocker.Value.Needed.ShouldBe(30_000_000);
        rig.Slice(LendingRig.Tenant).Held.ShouldBe(2_500_000);
    }

    [Fact]
    public void Where_no_rung_can_ever_fit_the_refusal_is_final_and_nothing_is_held()
    {
        var rig = new LendingRig(teamCap: "0.002 USD");

        var decision = rig.Decide();

        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Deny, Reason.BudgetExceeded));
        decision.RetryAfter.ShouldBeNull();
        rig.Gate.OpenHolds.ShouldBe(0);
        rig.Gate.Slices().ShouldAllBe(slice => slice.Counters.Charged == 0);
    }

    [Fact]
    public void What_holds_occupy_is_worth_a_retry_and_is_there_again_once_they_resolve()
    {
        var rig = new LendingRig(teamCap: "0.05 USD");
        var first = rig.Decide(ladder: "best");

        var second = rig.Decide(ladder: "best");
        (second.Verdict, second.Reason).ShouldBe((Verdict.Deny, Reason.HoldsInFlight));
        second.RetryAfter.ShouldNotBeNull();
        rig.Now += LendingRules.RefreshContended;
        rig.Gate.TryBuildSync(rig.Now, out var requests).ShouldBeTrue("the owner hears soon that somebody was refused");
        requests.Single(request => request.Scope == LendingRig.Team).Slices.Single().Demand.Refused.ShouldBe(second.Blocker!.Value.Needed);
        rig.Gate.TryDecide(new Request(LendingRig.Team, new TokenCount(1000)) { Ladder = "best" }, rig.Now + LendingRules.RefreshFar, out var third)
            .ShouldBeTrue("the answer is on its way: nobody need wait for it");
        third.Reason.ShouldBe(Reason.HoldsInFlight);
        rig.Gate.Apply([.. requests.Select(rig.Answer)], rig.Now, rig.Now);

        rig.Gate.Settle(first.Hold, LendingRig.Usage(10, 10), rig.Now);
        rig.Decide(ladder: "best").Verdict.ShouldBe(Verdict.Allow);
    }

    [Fact]
    public void The_local_decision_asks_nobody_once_the_slice_is_here()
    {
        var rig = new LendingRig();
        rig.Decide();
        rig.Gate.TryDecide(new Request(LendingRig.Team, new TokenCount(1000)), rig.Now, out var decision).ShouldBeTrue();
        decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_spent_budget_is_refused_locally()
    {
        var rig = new LendingRig(teamCap: "0.035 USD");
        rig.Gate.Settle(rig.Decide().Hold, LendingRig.Usage(1000, 1000), rig.Now);
        rig.Decide().IsAllowed.ShouldBeTrue(); // the economy rung still fits
        rig.Now += TimeSpan.FromSeconds(1);
        rig.Sync();

        rig.Gate.TryDecide(new Request(LendingRig.Team, new TokenCount(1_000_000)), rig.Now, out var decision).ShouldBeTrue();

        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Deny, Reason.BudgetExceeded));
    }

    [Fact]
    public void A_ladder_starts_lower_past_a_threshold_and_higher_again_only_well_below_it()
    {
        var rig = new LendingRig(teamCap: "0.1 USD");
        foreach (var _ in Enumerable.Range(0, 3))
            rig.Gate.Settle(rig.Decide().Hold, LendingRig.Usage(1000, 900), rig.Now);
        Refresh(rig);

        var lowered = rig.Decide();
        (lowered.Verdict, lowered.Reason).ShouldBe((Verdict.Downgrade, Reason.Threshold));

        rig.Apply(LendingRig.PlanWith("0.12 USD", "1000 USD")); // 68 % used: between back (60 %) and at (80 %)
        Refresh(rig);
        rig.Decide().Reason.ShouldBe(Reason.Fits, "a new plan starts afresh");
    }

    [Theory]
    [InlineData("soft")]
    [InlineData("shadow")]
    public void A_budget_that_is_not_hard_never_blocks_and_still_counts(string enforcement)
    {
        var rig = new LendingRig(teamCap: "0.001 USD", enforcement: enforcement);
        for (var i = 0; i < 5; i++)
        {
            var decision = rig.Decide(ladder: "best");
            decision.Verdict.ShouldBe(Verdict.Allow);
            rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 1000), rig.Now);
        }

        rig.Slice(LendingRig.Team).Spent.ShouldBe(150_000_000);
    }

    [Fact]
    public void A_scope_that_is_not_configured_pays_through_its_nearest_ancestor()
    {
        var rig = new LendingRig();
        rig.Decide(new Request(ScopePath.Parse("acme/chat/run-7"), new TokenCount(10))).IsAllowed.ShouldBeTrue();
        rig.Slice(LendingRig.Team).Held.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("globex", null, Reason.UnknownScope)]
    [InlineData("acme/chat", "no-such", Reason.UnknownLadder)]
    public void What_the_mesh_does_not_know_is_refused_with_its_reason(string scope, string? ladder, Reason reason)
    {
        var decision = new LendingRig().Decide(new Request(ScopePath.Parse(scope), new TokenCount(1)) { Ladder = ladder });
        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Deny, reason));
    }

    [Fact]
    public void A_gate_without_a_plan_refuses()
    {
        var gate = new GateBook(new Incarnation("gate-1"), new GateLimits());
        gate.TryDecide(new Request(LendingRig.Team, new TokenCount(1)), TimeSpan.Zero, out var decision).ShouldBeTrue();
        decision.Reason.ShouldBe(Reason.NotReady);
    }

    [Fact]
    public void Nothing_is_admitted_that_could_not_be_recorded()
    {
        var rig = new LendingRig(options: new GateLimits { ReceiptsMax = 4 });
        rig.Decide().IsAllowed.ShouldBeTrue();
        rig.Decide().IsAllowed.ShouldBeTrue();
        var third = rig.Decide();
        (third.Verdict, third.Reason).ShouldBe((Verdict.Deny, Reason.ReceiptBacklog));
        rig.Gate.RefusalsUnrecorded.ShouldBe(1);
    }

    [Fact]
    public void No_more_holds_are_open_than_can_be_listed()
    {
        var rig = new LendingRig(options: new GateLimits { HoldsMax = 2 });
        rig.Decide();
        rig.Decide();
        rig.Decide().Reason.ShouldBe(Reason.TooManyHolds);
        rig.Gate.Holds(rig.Now).Count().ShouldBe(2);
    }

    private static void Refresh(LendingRig rig)
    {
        rig.Now += TimeSpan.FromSeconds(20);
        rig.Sync();
    }
}
