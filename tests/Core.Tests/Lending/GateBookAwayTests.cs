using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Lending;

/// <summary>When the silo cannot be reached: serve inside the slice, then downgrade, then deny.</summary>
public sealed class GateBookAwayTests
{
    [Fact]
    public void The_slice_is_served_then_a_cheaper_rung_then_nothing()
    {
        var rig = new LendingRig();
        rig.Decide();
        rig.Now += TimeSpan.FromMinutes(5); // no answer for longer than stale-after
        var seen = new List<(Verdict, Reason)>();
        for (var i = 0; i < 200; i++)
        {
            rig.Gate.TryDecide(new Request(LendingRig.Team, new TokenCount(1000)) { OutputBound = new TokenCount(900) }, rig.Now, out var decision).ShouldBeTrue("nobody waits for a silo that is away");
            if (seen.Count == 0 || seen[^1] != (decision.Verdict, decision.Reason))
                seen.Add((decision.Verdict, decision.Reason));
        }

        seen.ShouldBe([(Verdict.Allow, Reason.Fits), (Verdict.Downgrade, Reason.SiloUnreachable), (Verdict.Deny, Reason.SiloUnreachable)]);
    }

    [Fact]
    public void A_refusal_for_that_reason_passes_by_itself()
    {
        var rig = new LendingRig();
        rig.Decide();
        rig.Now += TimeSpan.FromMinutes(5);
        rig.Gate.TryDecide(new Request(LendingRig.Team, new TokenCount(900_000)) { Ladder = "best" }, rig.Now, out var decision).ShouldBeTrue();
        decision.Reason.ShouldBe(Reason.SiloUnreachable);
        decision.RetryAfter.ShouldNotBeNull();
        rig.Decide().IsAllowed.ShouldBeTrue();
    }
}
