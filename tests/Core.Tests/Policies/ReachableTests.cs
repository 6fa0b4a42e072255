using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Policies;

public sealed class ReachableTests
{
    private static readonly HashSet<string> SmallOnes = ["lab/small", "home/own"];

    [Fact]
    public void What_a_caller_cannot_reach_is_as_if_it_were_not_on_the_ladder()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config());
        var decision = rig.Decide(PolicyMesh.Request() with { Reachable = SmallOnes });
        (decision.Verdict, decision.Reason, decision.Deployment!.Id).ShouldBe((Verdict.Allow, Reason.Fits, "lab/small"));
    }

    [Fact]
    public void Nothing_that_can_be_reached_is_a_refusal_that_holds_nothing()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config());
        var decision = rig.Decide(PolicyMesh.Request() with { Reachable = new HashSet<string> { "elsewhere/model" } });
        (decision.Verdict, decision.Reason).ShouldBe((Verdict.Deny, Reason.RuledOut));
        rig.Gate.Holds(rig.Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_boundary_holds_among_what_can_be_reached()
    {
        var rig = PolicyMesh.Rig(PolicyMesh.Config([new() { Name = "secrets", Match = new() { DataClass = ["secret"] }, Only = ["local"] }]));
        var asked = PolicyMesh.Request() with { DataClass = "secret" };
        rig.Decide(asked with { Reachable = SmallOnes }).Deployment!.Id.ShouldBe("home/own");
        rig.Decide(asked with { Reachable = new HashSet<string> { "lab/best", "lab/small" } }).Reason.ShouldBe(Reason.RuledOut);
    }

    [Fact]
    public void Any_set_leads_to_one_of_its_own_or_to_nothing()
    {
        for (var mask = 0; mask < 1 << PolicyMesh.Ids.Count; mask++)
        {
            var reachable = PolicyMesh.Ids.Where((_, index) => (mask >> index & 1) != 0).ToHashSet();
            var decision = PolicyMesh.Rig(PolicyMesh.Config()).Decide(PolicyMesh.Request() with { Reachable = reachable });
            decision.Deployment?.Id.ShouldBe(PolicyMesh.Ids.First(reachable.Contains));
            decision.IsAllowed.ShouldBe(mask != 0);
        }
    }
}
