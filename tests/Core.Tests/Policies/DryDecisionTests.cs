using BudgetMesh.Rates;
using BudgetMesh.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Policies;

public sealed class DryDecisionTests
{
    [Fact]
    public void A_dry_decision_is_what_a_gate_decides_whose_budgets_are_unused() => Prop.ForAll<int>(seed =>
    {
        var random = new RandomPolicies(seed);
        var config = random.Mesh("0.02 USD");
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var (rig, request) = (PolicyMesh.Rig(config), random.Request());
            var real = rig.Decide(request);
            var dry = DryDecision.Of(rig.Plan, request, PolicyMesh.Used(0));
            (dry.Verdict, dry.Reason, dry.Taken?.Rung.Deployment.Id).ShouldBe((real.Verdict, real.Reason, real.Deployment?.Id), $"seed {seed}: {request}");
            rig.Gate.Void(real.Hold, rig.Now);
            var receipt = rig.Gate.ReadReceipts(0, 1).Single();
            dry.Rule.ShouldBe(receipt.Rule);
            dry.Shadow.ShouldBe(receipt.Shadow, $"seed {seed}: {request}");
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_rung_says_why_it_is_or_is_not_taken()
    {
        var plan = PolicyMesh.Plan(PolicyMesh.Config(
            [
                new() { Name = "agents", Match = new() { Caller = ["agent-*"] }, Start = "standard", Floor = "economy" },
                new() { Name = "no-lab-small", Only = ["premium", "standard", "local"] },
            ],
            teamCap: "0.01 USD"));

        var decision = DryDecision.Of(plan, PolicyMesh.Request() with { Caller = "agent-1" }, PolicyMesh.Used(0));

        DecisionStory.TellRungs(decision).ShouldBe(
        [
            "lab/best: above the start that rule agents sets",
            "lab/middle: too dear: needs 0.018 USD of budget acme/chat:day, which has 0.01 USD left",
            "lab/small: ruled out by rule no-lab-small: not among what alone may be used",
            "home/own: ruled out by rule agents: below its floor",
        ]);
        (decision.Verdict, decision.Reason, decision.Rule).ShouldBe((Verdict.Deny, Reason.BudgetExceeded, "agents, no-lab-small"));
        DecisionStory.TellRungs(DryDecision.Of(plan, PolicyMesh.Request(40_000), PolicyMesh.Used(800)))[3]
            .ShouldBe("home/own: context too long: the model takes 30000 tokens of input and output together");
        DryDecision.Of(plan, PolicyMesh.Request(), PolicyMesh.Used(550)).Rungs[0].Outcome.ShouldBe(RungOutcome.AboveStart);
    }

    [Fact]
    public void A_paced_budget_that_is_ahead_starts_the_ladder_lower_and_is_named_with_its_numbers()
    {
        var plan = PolicyMesh.Plan(PolicyMesh.Config(pacing: "on"));
        var use = PolicyMesh.Used(300) with { Course = 260_000 };

        var batch = DryDecision.Of(plan, PolicyMesh.Request() with { Priority = Priority.Batch }, use);
        (batch.Verdict, batch.Reason, batch.Taken!.Rung.Deployment.Id).ShouldBe((Verdict.Downgrade, Reason.Paced, "lab/small"), "5.3 % short: two steps of 2 %");
        batch.Ahead.ShouldBe(new AheadOfCourse("acme/chat:day", 300_000, 260_000));
        DecisionStory.TellRungs(batch)[0].ShouldBe("lab/best: above the start that the pace of budget acme/chat:day sets for requests of this priority");
        DecisionStory.Tell(new DecisionFacts(batch.Verdict, batch.Reason, "acme/chat", "lab/small", Money.Zero, null, null, null) { Ahead = batch.Ahead }).ShouldContain(
            "Budget acme/chat:day is ahead of its course: 30 % of it was spent when 26 % of its window's usual spend was over; what is left falls 5.3 % short of what is usually spent until the window ends.");
        DryDecision.Of(plan, PolicyMesh.Request() with { Priority = Priority.Interactive }, use).ShouldSatisfyAllConditions(
            people => people.Reason.ShouldBe(Reason.Fits),
            people => people.Ahead.ShouldBeNull());
        DryDecision.Of(plan, PolicyMesh.Request() with { Priority = Priority.Batch }, PolicyMesh.Used(490)).Reason.ShouldBe(Reason.Fits, "by the calendar half of the day is over");
    }

    [Fact]
    public void Limits_capacity_and_circuits_are_told_rung_by_rung()
    {
        var config = PolicyMesh.Config();
        var plan = PolicyMesh.Plan(config with
        {
            Deployments = [.. config.Deployments!.Select(static deployment => deployment.Id switch
            {
                "lab/middle" => deployment with { Capacity = [new() { Rate = "6000 tokens per minute", Burst = "5000" }] },
                "lab/small" => deployment with { Capacity = [new() { Rate = "6000 tokens per minute", Burst = "1000" }] },
                _ => deployment,
            })],
        });
        var middle = (RateOwnerId.OfDeployment("lab/middle"), "tokens", LimitUnit.Tokens);
        DryDecision At(LimitUse use, params string[] closed) => DryDecision.Of(
            plan, PolicyMesh.Request(), PolicyMesh.Used(0) with { Room = new DryRoom(new Dictionary<(RateOwnerId, string, LimitUnit), LimitUse> { [middle] = use }, closed.ToHashSet()) });

        var decision = At(new LimitUse(Used: 5000, Withheld: 0, Kept: 0), "lab/best");

        (decision.Verdict, decision.Reason, decision.Taken!.Rung.Deployment.Id).ShouldBe((Verdict.Downgrade, Reason.DeploymentClosed, "home/own"));
        DecisionStory.TellRungs(decision).Take(3).ShouldBe(
        [
            "lab/best: left alone: its circuit is open",
            "lab/middle: short: needs 2000 tokens of limit lab/middle:tokens, which has room for 1000 tokens now",
            "lab/small: too large: needs 2000 tokens of limit lab/small:tokens, which never lets more than 1000 tokens through at once",
        ]);
        At(new LimitUse(Used: 3000, Withheld: 0, Kept: 0), "lab/best").Taken!.Rung.Deployment.Id.ShouldBe("lab/middle");
        At(new LimitUse(Used: 3000, Withheld: 2000, Kept: 0), "lab/best").Rungs[1].Outcome.ShouldBe(RungOutcome.CapacityShort);
        At(new LimitUse(Used: 6000, Withheld: 0, Kept: 2000), "lab/best").Taken!.Rung.Deployment.Id.ShouldBe("lab/middle", "it is reserved");
        At(default).Reason.ShouldBe(Reason.Fits);
    }

    [Fact]
    public void A_request_that_no_rung_was_looked_at_for_says_why()
    {
        var plan = PolicyMesh.Plan(PolicyMesh.Config());
        Request[] requests = [new(ScopePath.Parse("globex"), default), PolicyMesh.Request() with { Ladder = "none" }, PolicyMesh.Request() with { Task = "A" }];
        requests.Select(request => DryDecision.Of(plan, request, PolicyMesh.Used(0)).Reason).ShouldBe([Reason.UnknownScope, Reason.UnknownLadder, Reason.InvalidRequest]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_reason_has_a_sentence(bool isRefused) => Enum.GetValues<Reason>()
        .ShouldAllBe(reason => !DecisionStory.Tell(new DecisionFacts(isRefused ? Verdict.Deny : Verdict.Downgrade, reason, "acme", isRefused ? null : "a/b", Money.Zero, null, null, null))
            .Any(sentence => sentence.StartsWith("Reason:", StringComparison.Ordinal)));
}
