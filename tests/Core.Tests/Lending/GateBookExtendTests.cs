using BudgetMesh.Holds;

namespace BudgetMesh.Tests.Lending;

public sealed class GateBookExtendTests
{
    [Fact]
    public void An_extended_hold_expires_later_and_those_made_after_it_in_their_time()
    {
        var rig = new LendingRig();
        var long_ = rig.Decide();
        rig.Decide();

        rig.Gate.Extend(long_.Hold, TimeSpan.FromMinutes(5), rig.Now).ShouldBe(ExtendOutcome.Extended);
        rig.Gate.Extend(long_.Hold, TimeSpan.FromMinutes(5), rig.Now).ShouldBe(ExtendOutcome.Extended);
        rig.Gate.Extend(long_.Hold, TimeSpan.FromSeconds(1), rig.Now).ShouldBe(ExtendOutcome.Extended, "never shorter");

        var start = rig.Now;
        rig.Gate.Expire(rig.Now = start + TimeSpan.FromSeconds(61));
        (rig.Gate.OpenHolds, rig.Gate.ExpiredHolds).ShouldBe((1, 1));
        rig.Gate.TryFindHold(long_.Hold, rig.Now, out var hold).ShouldBeTrue();
        hold!.DueIn.ShouldBe(TimeSpan.FromSeconds(239));
        rig.Gate.Expire(rig.Now = start + TimeSpan.FromMinutes(5));
        rig.Gate.ExpiredHolds.ShouldBe(2);
    }

    [Fact]
    public void No_hold_lasts_longer_than_a_day_from_its_decision()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;
        rig.Now += TimeSpan.FromSeconds(30);
        rig.Gate.Extend(hold, TimeSpan.MaxValue, rig.Now).ShouldBe(ExtendOutcome.Limited);
        rig.Gate.TryFindHold(hold, rig.Now, out var found).ShouldBeTrue();
        (found!.Age + found.DueIn).ShouldBe(TimeSpan.FromSeconds(Limits.HoldLifetimeSecondsMax));
    }

    [Fact]
    public void What_was_resolved_or_has_expired_is_not_extended()
    {
        var rig = new LendingRig();
        var (settled, expired) = (rig.Decide().Hold, rig.Decide().Hold);
        rig.Gate.Settle(settled, LendingRig.Usage(1, 1), rig.Now);
        rig.Now += TimeSpan.FromSeconds(61);
        rig.Gate.Extend(expired, TimeSpan.FromMinutes(1), rig.Now).ShouldBe(ExtendOutcome.Expired, "its deadline has passed, though nobody has looked yet");
        rig.Gate.Expire(rig.Now);

        rig.Gate.Extend(settled, TimeSpan.FromMinutes(1), rig.Now).ShouldBe(ExtendOutcome.AlreadyResolved);
        rig.Gate.Extend(expired, TimeSpan.FromMinutes(1), rig.Now).ShouldBe(ExtendOutcome.Expired);
        rig.Gate.ExtendBound(settled, new TokenCount(5_000), rig.Now).ShouldBe(ExtendOutcome.AlreadyResolved);
        rig.Gate.ExtendBound(expired, new TokenCount(5_000), rig.Now).ShouldBe(ExtendOutcome.Expired);
    }

    [Fact]
    public void A_larger_bound_is_charged_once_on_every_level_and_stands_on_the_receipt()
    {
        var rig = new LendingRig();
        var hold = Extended(rig, 2_000);
        rig.Gate.ExtendBound(hold, new TokenCount(2_000), rig.Now).ShouldBe(ExtendOutcome.Extended);
        rig.Gate.ExtendBound(hold, new TokenCount(10), rig.Now).ShouldBe(ExtendOutcome.Extended);

        foreach (var scope in new[] { LendingRig.Team, LendingRig.Tenant })
            rig.Slice(scope).Held.ShouldBe(55_000_000);
        rig.Gate.Settle(hold, LendingRig.Usage(1000, 2_000), rig.Now);
        rig.Slice(LendingRig.Team).ShouldSatisfyAllConditions(slice => slice.Spent.ShouldBe(55_000_000), slice => slice.Held.ShouldBe(0), slice => slice.Overdraft.ShouldBe(0));
        rig.Gate.ReadReceipts(0, 10).Single().Bound.ShouldBe(Money.Parse("0.055"));
    }

    [Fact]
    public void A_larger_bound_that_a_budget_has_no_room_for_changes_nothing()
    {
        var rig = new LendingRig(teamCap: "0.05 USD");
        var hold = rig.Decide(ladder: "best").Hold;
        var before = (rig.Slice(LendingRig.Team), rig.Slice(LendingRig.Tenant));

        rig.Gate.ExtendBound(hold, new TokenCount(10_000), rig.Now).ShouldBe(ExtendOutcome.Exceeds);

        (rig.Slice(LendingRig.Team), rig.Slice(LendingRig.Tenant)).ShouldBe(before);
        rig.Gate.ReadReceipts(0, 10).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_short_is_asked_for_and_there_after_a_sync()
    {
        // Lent exactly: the slice has what the hold took and no more.
        var rig = new LendingRig(teamCap: "0.1 USD");
        var hold = rig.Decide(ladder: "best").Hold;
        rig.Sync();

        rig.Gate.ExtendBound(hold, new TokenCount(2_000), rig.Now).ShouldBe(ExtendOutcome.Short);
        rig.Gate.WantsSync.ShouldBeTrue();
        rig.Now += TimeSpan.FromMilliseconds(20);
        rig.Sync();

        rig.Gate.ExtendBound(hold, new TokenCount(2_000), rig.Now).ShouldBe(ExtendOutcome.Extended);
        rig.Slice(LendingRig.Team).Held.ShouldBe(55_000_000);
    }

    [Fact]
    public void What_was_asked_for_and_not_taken_goes_back()
    {
        var rig = new LendingRig(teamCap: "0.1 USD");
        var hold = rig.Decide(ladder: "best").Hold;
        rig.Gate.ExtendBound(hold, new TokenCount(2_000), rig.Now).ShouldBe(ExtendOutcome.Short);
        for (var i = 0; i < 300; i++)
        {
            rig.Now += TimeSpan.FromMilliseconds(20);
            rig.Sync();
        }

        rig.Slice(LendingRig.Team).Free.ShouldBe(0);
    }

    [Fact]
    public void Nothing_more_is_charged_to_a_window_that_is_over()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;
        rig.Gate.Extend(hold, TimeSpan.FromHours(20), rig.Now).ShouldBe(ExtendOutcome.Extended);
        rig.Now += TimeSpan.FromHours(13);
        rig.Gate.ExtendBound(hold, new TokenCount(2_000), rig.Now).ShouldBe(ExtendOutcome.WindowOver);
        rig.Slice(LendingRig.Team).Held.ShouldBe(30_000_000);
    }

    [Fact]
    public void Absurd_wishes_are_the_callers_mistake()
    {
        var rig = new LendingRig();
        var hold = rig.Decide().Hold;
        Should.Throw<ArgumentOutOfRangeException>(() => rig.Gate.Extend(hold, TimeSpan.FromTicks(-1), rig.Now));
        Should.Throw<ArgumentOutOfRangeException>(() => rig.Gate.ExtendBound(hold, new TokenCount(Limits.TokensPerRequestMax + 1), rig.Now));
    }

    private static HoldId Extended(LendingRig rig, long outputBound)
    {
        var hold = rig.Decide().Hold;
        rig.Gate.ExtendBound(hold, new TokenCount(outputBound), rig.Now).ShouldBe(ExtendOutcome.Extended);
        return hold;
    }
}
