using BudgetMesh.Routing;
using BudgetMesh.Tests.Lending;

namespace BudgetMesh.Tests.Policies;

public sealed class GateBookPolicyTests
{
    private static readonly PolicyConfig BatchStartsLow = new() { Name = "batch", Match = new() { Priority = ["batch"] }, Start = "economy" };

    [Fact]
    public void A_rules_start_is_the_first_rung_and_no_downgrade()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([BatchStartsLow]));

        var decision = rig.Decide(PolicyMesh.Request() with { Priority = Priority.Batch });

        (decision.Verdict, decision.Reason, decision.Deployment!.Id, decision.Rule).ShouldBe((Verdict.Allow, Reason.Fits, "lab/small", "batch"));
        rig.Decide(PolicyMesh.Request()).ShouldSatisfyAllConditions(
            other => other.Deployment!.Id.ShouldBe("lab/best"),
            other => other.Rule.ShouldBeNull());
    }

    [Fact]
    public void Below_the_floor_a_request_is_refused_rather_than_downgraded()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([new() { Name = "agents", Match = new() { Caller = ["agent-*"] }, Floor = "standard" }], teamCap: "0.015 USD"));

        rig.Decide(PolicyMesh.Request()).Deployment!.Id.ShouldBe("lab/small");
        var decision = rig.Decide(PolicyMesh.Request() with { Caller = "agent-7" });

        (decision.Verdict, decision.Reason, decision.Rule).ShouldBe((Verdict.Deny, Reason.BudgetExceeded, "agents"));
        decision.Blocker!.Value.Budget!.Name.ShouldBe("day");
    }

    [Fact]
    public void A_threshold_leads_below_a_rules_start_but_never_below_its_floor()
    {
        PolicyConfig[] rules = [new() { Name = "agents", Match = new() { Caller = ["agent"] }, Start = "premium", Floor = "standard" }, BatchStartsLow];
        var rig = PolicyMesh.Rig(PolicyMesh.Config(rules, teamCap: "0.2 USD"));
        foreach (var _ in Enumerable.Range(0, 6))
            rig.Gate.Settle(rig.Decide(PolicyMesh.Request() with { Ladder = "best" }).Hold, LendingRig.Usage(1000, 950), rig.Now);
        rig.Now += TimeSpan.FromSeconds(60);
        rig.Sync();

        var agent = rig.Decide(PolicyMesh.Request() with { Caller = "agent" });
        (agent.Deployment!.Id, agent.Verdict, agent.Reason).ShouldBe(("lab/middle", Verdict.Downgrade, Reason.Threshold));
        rig.Decide(PolicyMesh.Request()).Deployment!.Id.ShouldBe("lab/small");
        var batch = rig.Decide(PolicyMesh.Request() with { Priority = Priority.Batch });
        (batch.Deployment!.Id, batch.Verdict, batch.Reason).ShouldBe(("lab/small", Verdict.Allow, Reason.Fits));
    }

    [Fact]
    public void A_receipt_names_the_budget_for_whose_pace_the_ladder_started_lower()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([BatchStartsLow with { Match = new() { Caller = ["nobody"] } }], teamCap: "0.22 USD", pacing: "on"));
        rig.Gate.Settle(rig.Decide(PolicyMesh.Request()).Hold, LendingRig.Usage(1000, 1000), rig.Now);
        foreach (var _ in Enumerable.Range(0, 3))
            rig.Gate.Settle(rig.Decide(PolicyMesh.Request() with { Ladder = "best" }).Hold, LendingRig.Usage(1000, 1000), rig.Now);
        rig.Now += TimeSpan.FromSeconds(60);
        rig.Sync();

        var batch = rig.Decide(PolicyMesh.Request() with { Priority = Priority.Batch });
        (batch.Verdict, batch.Reason).ShouldBe((Verdict.Downgrade, Reason.Paced));
        rig.Gate.Void(batch.Hold, rig.Now);
        rig.Gate.Void(rig.Decide(PolicyMesh.Request() with { Priority = Priority.Interactive }).Hold, rig.Now);

        var receipts = rig.Gate.ReadReceipts(0, 10);
        var ahead = receipts[^2].Ahead.ShouldNotBeNull();
        (ahead.Budget, ahead.Spent).ShouldBe(("acme/chat:day", 545_454));
        ahead.Course.ShouldBeInRange(500_000, 501_000, "a minute past noon");
        ahead.Shortfall.ShouldBeInRange(87_000, 93_000);
        receipts[0].Ahead.ShouldBeNull();
        receipts[^1].ShouldSatisfyAllConditions(
            people => people.Reason.ShouldNotBe(Reason.Paced, "what levels are left lower batch and normal work"),
            people => people.Ahead.ShouldBeNull());
    }

    [Fact]
    public void A_boundary_holds_whatever_a_rule_before_it_or_the_request_says()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config(
            [new() { Name = "secret-stays", Match = new() { DataClass = ["secret"] }, Only = ["local"] }],
            [new() { Name = "research", Match = new() { Task = ["research"] }, Ladder = "best" }]));

        var decision = rig.Decide(PolicyMesh.Request() with { DataClass = "secret" });
        (decision.Deployment!.Id, decision.Rule).ShouldBe(("home/own", "secret-stays"));
        var refused = rig.Decide(PolicyMesh.Request() with { DataClass = "secret", Task = "research" });
        (refused.Verdict, refused.Reason, refused.Rule).ShouldBe((Verdict.Deny, Reason.RuledOut, "research"));
        rig.Decide(PolicyMesh.Request() with { DataClass = "secret", Ladder = "best" }).Reason.ShouldBe(Reason.RuledOut);
        rig.Gate.ReadReceipts(0, 10).Single(receipt => receipt.Task == "research").Rule.ShouldBe("research, secret-stays");
    }

    [Theory]
    [InlineData("Secret")]
    [InlineData("secret ")]
    [InlineData("")]
    public void Another_spelling_of_a_data_class_is_refused_not_let_through(string dataClass)
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([new() { Name = "secret-stays", Match = new() { DataClass = ["secret"] }, Only = ["local"] }]));

        rig.Decide(PolicyMesh.Request() with { DataClass = dataClass }).Reason.ShouldBe(Reason.InvalidRequest);
        rig.Gate.ReadReceipts(0, 10).Single().DataClass.ShouldBe("");
    }

    [Fact]
    public void A_model_whose_window_is_too_small_is_skipped()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([BatchStartsLow]));

        rig.Decide(PolicyMesh.Request(199_000)).Deployment!.Id.ShouldBe("lab/best");
        var skipped = rig.Decide(PolicyMesh.Request(199_001));
        (skipped.Verdict, skipped.Reason, skipped.Deployment!.Id).ShouldBe((Verdict.Downgrade, Reason.ContextTooLong, "lab/middle"));
        var refused = rig.Decide(PolicyMesh.Request(60_000) with { Priority = Priority.Batch });
        (refused.Verdict, refused.Reason, refused.RetryAfter).ShouldBe((Verdict.Deny, Reason.ContextTooLong, null));
    }

    [Fact]
    public void A_shadow_rule_is_recorded_where_it_differs_and_not_enforced()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([BatchStartsLow with { Shadow = "true" }]));

        var decision = rig.Decide(PolicyMesh.Request() with { Priority = Priority.Batch });
        rig.Gate.Void(decision.Hold, rig.Now);
        rig.Gate.Void(rig.Decide(PolicyMesh.Request() with { Priority = Priority.Batch, Ladder = "background" }).Hold, rig.Now);

        (decision.Deployment!.Id, decision.Rule).ShouldBe(("lab/best", null));
        var receipts = rig.Gate.ReadReceipts(0, 10);
        receipts[0].Shadow.ShouldBe(new("batch", Verdict.Allow, "lab/small"));
        receipts[0].Rule.ShouldBe("");
        receipts[1].Shadow.ShouldBeNull("it would have come to the same");
    }
}
