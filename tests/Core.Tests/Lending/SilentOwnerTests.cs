using BudgetMesh.Lending;

namespace BudgetMesh.Tests.Lending;

/// <summary>Owners that do not answer while the gateway syncs on.</summary>
public sealed class SilentOwnerTests
{
    [Fact]
    public void An_idle_gateway_returns_its_slice_but_not_into_silence()
    {
        var rig = new LendingRig();
        rig.Gate.Void(rig.Decide().Hold, rig.Now);
        var free = rig.Slice(LendingRig.Team).Free;
        free.ShouldBeGreaterThan(0);

        // It is told apart by the last message: the first one that is lost was still sent in good faith.
        Silence(rig, TimeSpan.FromSeconds(20));
        Silence(rig, TimeSpan.FromMinutes(5));
        rig.Slice(LendingRig.Team).Free.ShouldBe(free);

        rig.Now += TimeSpan.FromSeconds(1);
        rig.Sync();
        rig.Now += TimeSpan.FromSeconds(16);
        rig.Sync();
        rig.Slice(LendingRig.Team).Free.ShouldBe(0);
        rig.OwnerOf(LendingRig.Team).Snapshot().Accounts.Single().Counters.Free.ShouldBe(0);
    }

    [Fact]
    public void An_owner_that_is_missing_among_the_answers_is_asked_again_a_little_later_and_nobody_is_refused_for_it()
    {
        var rig = new LendingRig();
        var pending = rig.Gate.Enqueue(new(LendingRig.Team, new TokenCount(1000)), rig.Now, TimeSpan.FromSeconds(2));
        rig.Gate.TryBuildSync(rig.Now, out var requests).ShouldBeTrue();
        requests.Count.ShouldBe(2);
        rig.Gate.Apply([rig.Answer(requests.Single(request => request.Scope == LendingRig.Tenant))], rig.Now, rig.Now);

        rig.Gate.NextSyncAt(rig.Now).ShouldBe(rig.Now + LendingRules.RefreshLast);
        rig.Gate.TryBuildSync(rig.Now, out _).ShouldBeFalse();
        pending.Deadline.ShouldBe(TimeSpan.FromSeconds(2), "only an answer shortens the wait");
        rig.Now += LendingRules.RefreshLast;
        rig.Sync();
        var decided = new List<PendingDecision>();
        rig.Gate.Pump(rig.Now, decided);
        decided.Single().Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_recall_makes_a_sync_of_that_scope_due_at_once()
    {
        var rig = new LendingRig();
        rig.Decide();
        rig.Gate.TryBuildSync(rig.Now, out _).ShouldBeFalse();
        rig.Gate.Recall(ScopePath.Parse("nobody"), rig.Now);
        rig.Gate.WantsSync.ShouldBeFalse();
        rig.Gate.Recall(LendingRig.Tenant, rig.Now);
        rig.Gate.WantsSync.ShouldBeTrue();
        rig.Gate.TryBuildSync(rig.Now, out var requests).ShouldBeTrue();
        requests.Single().Scope.ShouldBe(LendingRig.Tenant);
    }

    [Fact]
    public void A_recall_that_overtakes_an_answer_is_not_forgotten_over_it()
    {
        var rig = new LendingRig();
        rig.Decide();
        rig.Gate.Recall(LendingRig.Tenant, rig.Now);
        rig.Gate.TryBuildSync(rig.Now, out var requests).ShouldBeTrue();
        var answer = rig.Answer(requests.Single());
        rig.Gate.Recall(LendingRig.Tenant, rig.Now);
        rig.Gate.Apply([answer], rig.Now, rig.Now);
        rig.Gate.TryBuildSync(rig.Now, out requests).ShouldBeTrue();
        requests.Single().Scope.ShouldBe(LendingRig.Tenant);

        rig.Gate.Apply([rig.Answer(requests.Single())], rig.Now, rig.Now);
        rig.Gate.TryBuildSync(rig.Now, out _).ShouldBeFalse("it was told since");
    }

    [Fact]
    public void A_settlement_in_exact_mode_that_frees_nothing_is_told_soon_all_the_same()
    {
        var rig = new LendingRig(teamCap: "0.03 USD");
        var decision = rig.Decide(ladder: "best");
        rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 1000), rig.Now);
        rig.Gate.WantsSync.ShouldBeTrue();
        rig.Now += LendingRules.ReturnDelay;
        rig.Sync();
        rig.OwnerOf(LendingRig.Team).Snapshot().Accounts.Single().Counters.Spent.ShouldBe(30_000_000);
    }

    private static void Silence(LendingRig rig, TimeSpan duration)
    {
        rig.Now += duration;
        rig.Gate.TryBuildSync(rig.Now, out _).ShouldBeTrue();
        rig.Gate.SyncFailed(rig.Now, rig.Now + TimeSpan.FromSeconds(2));
        rig.Now += TimeSpan.FromSeconds(2);
    }
}
