using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Lending;

/// <summary>Not beside other tests: one measures how much memory there is in the process.</summary>
[CollectionDefinition(nameof(FirstUseGateTests), DisableParallelization = true)]
[Collection(nameof(FirstUseGateTests))]
public sealed class FirstUseGateTests
{
    private static readonly ScopePath Run = ScopePath.Parse("acme/chat/run-1"), User = ScopePath.Parse("acme/chat/user-1"), UsersRun = ScopePath.Parse("acme/chat/user-1/run-1");

    private readonly LendingRig _rig = new(Plan);

    private static GatePlan Plan => LendingRig.PlanWith("1000 USD", "100000 USD", patterns: new Dictionary<string, ScopeConfig>
    {
        ["acme/*/run-*"] = Total("0.1 USD"),
        ["acme/*/user-*"] = Total("1 USD"),
        ["acme/*/user-*/run-*"] = Total("0.1 USD"),
    });

    [Fact]
    public void A_scope_is_forgotten_once_its_owner_knows_that_nothing_goes_on_in_it()
    {
        Serve(Run, output: 500);
        _rig.Gate.MadeScopes.ShouldBe(1);

        Rest();

        _rig.Gate.MadeScopes.ShouldBe(0);
        _rig.Gate.Slices().ShouldNotContain(slice => slice.Scope == Run);
        _rig.OwnerOf(Run).IsAtRest.ShouldBeTrue();
        _rig.OwnerOf(Run).Snapshot().Accounts.ShouldHaveSingleItem().Counters.Spent.ShouldBe(5_000_000 + 12_500_000);
    }

    [Fact]
    public void A_gate_that_comes_back_goes_on_from_what_the_books_have()
    {
        for (var request = 1; request <= 5; request++)
        {
            Serve(Run, output: 500);
            Rest();
        }

        var counters = _rig.OwnerOf(Run).Snapshot().Accounts.ShouldHaveSingleItem().Counters;
        (counters.Spent, counters.Held, counters.Free).ShouldBe((5 * 17_500_000, 0, 0));
        _rig.Decide(Ask(Run)).Reason.ShouldBe(Reason.BudgetExceeded); // 0.0125 USD are left, and a bound needs 0.03
    }

    [Fact]
    public void An_answer_from_before_the_scope_was_forgotten_lends_nothing_after_it()
    {
        _rig.Gate.TryDecide(Ask(Run), _rig.Now, out _).ShouldBeFalse();
        var pending = _rig.Gate.Enqueue(Ask(Run), _rig.Now, TimeSpan.FromSeconds(1));
        _rig.Gate.TryBuildSync(_rig.Now, out var first).ShouldBeTrue();
        IReadOnlyList<SyncAnswer> answers = [.. first.Select(_rig.Answer)];
        var sentAt = _rig.Now;
        _rig.Gate.Apply(answers, sentAt, _rig.Now);
        var decided = new List<PendingDecision>();
        while (!pending.IsDecided)
        {
            _rig.Now += TimeSpan.FromMilliseconds(10);
            _rig.Gate.Pump(_rig.Now, decided);
            _rig.Sync();
        }

        _rig.Gate.Settle(pending.Decision.Hold, LendingRig.Usage(1000, 100), _rig.Now);
        Rest();
        _rig.Gate.MadeScopes.ShouldBe(0);

        _rig.Gate.Enqueue(Ask(Run), _rig.Now, TimeSpan.FromSeconds(1));
        _rig.Gate.Apply(answers, sentAt, _rig.Now);

        _rig.Gate.Slices().ShouldNotContain(slice => slice.Scope == Run);
        _rig.Gate.AssertInvariants();
    }

    [Fact]
    public void A_user_is_kept_as_long_as_a_run_below_it_is_known()
    {
        var decision = _rig.Decide(Ask(UsersRun));
        decision.IsAllowed.ShouldBeTrue();
        Rest();
        _rig.Gate.Slices().Select(slice => slice.Scope).ShouldContain(User);

        _rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 100), _rig.Now);
        Rest();

        _rig.Gate.Slices().Select(slice => slice.Scope).ShouldBe([LendingRig.Tenant, LendingRig.Team], ignoreOrder: true);
        Serve(UsersRun, output: 100);
        _rig.OwnerOf(User).ReadWindows(_rig.Wall).ShouldHaveSingleItem().Spent.ShouldBe(7_500_000);
    }

    [Fact]
    public void A_late_settlement_finds_its_scope()
    {
        var decision = _rig.Decide(Ask(Run));
        _rig.Now += TimeSpan.FromSeconds(61);
        _rig.Gate.Expire(_rig.Now);
        Rest();
        _rig.Gate.MadeScopes.ShouldBe(1);

        _rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 100), _rig.Now).ShouldBe(SettleOutcome.Corrected);
        Rest();

        _rig.Gate.MadeScopes.ShouldBe(0);
        _rig.OwnerOf(Run).Snapshot().Accounts.ShouldHaveSingleItem().Counters.Spent.ShouldBe(7_500_000);
    }

    [Fact]
    public void Memory_is_flat_however_many_scopes_are_seen_once()
    {
        for (var run = 0; run < 50; run++)
            ServeOnce(run);
        _rig.Gate.AcknowledgeReceipts(50);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var run = 50; run < 3_000; run++)
        {
            ServeOnce(run);
            _rig.Gate.AcknowledgeReceipts(run + 1);
            _rig.Forget();
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(1_000_000);
        _rig.Gate.MadeScopes.ShouldBe(0);

        void ServeOnce(int run)
        {
            Serve(ScopePath.Parse($"acme/chat/run-{run}"), output: 100);
            Rest();
        }
    }

    [Fact]
    public void Scopes_that_somebody_only_named_are_forgotten_too()
    {
        for (var run = 0; run < 2_000; run++)
            _rig.Gate.TryDecide(Ask(ScopePath.Parse($"acme/chat/run-{run}")), _rig.Now, out _).ShouldBeFalse();
        _rig.Gate.MadeScopes.ShouldBeLessThanOrEqualTo(256);
    }

    [Fact]
    public void A_gate_that_can_keep_no_more_scopes_says_so_and_others_go_on()
    {
        var rig = new LendingRig(Plan, new GateLimits { MadeScopesMax = 3 });
        for (var run = 0; run < 3; run++)
            rig.Decide(Ask(ScopePath.Parse($"acme/chat/run-{run}"))).IsAllowed.ShouldBeTrue();

        var refusal = rig.Decide(Ask(ScopePath.Parse("acme/chat/run-4")));

        (refusal.Reason, refusal.RetryAfter is null).ShouldBe((Reason.TooManyHolds, false));
        rig.Decide(Ask(ScopePath.Parse("acme/chat/run-2"))).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_scope_that_cannot_be_made_is_refused_for_good_and_leaves_nothing_behind()
    {
        var gate = _rig.Gate;
        var pending = gate.Enqueue(Ask(Run), _rig.Now, TimeSpan.FromSeconds(1));
        gate.TryBuildSync(_rig.Now, out var requests).ShouldBeTrue();
        gate.Apply([.. requests.Select(request => request.Scope == Run
            ? new SyncAnswer(Run, request.Seq, 0, 0, SyncStatus.TooManyScopes, "full", [])
            : _rig.Answer(request))], _rig.Now, _rig.Now);

        var decided = new List<PendingDecision>();
        gate.Pump(_rig.Now, decided);

        (pending.Decision.Reason, pending.Decision.RetryAfter).ShouldBe((Reason.TooManyScopes, null));
        pending.Decision.Blocker!.Value.Budget!.Scope.ShouldBe(Run);
        gate.TryDecide(Ask(Run), _rig.Now, out var again).ShouldBeTrue(); // without asking the owner again
        again.Reason.ShouldBe(Reason.TooManyScopes);
        _rig.Now += TimeSpan.FromSeconds(2);
        gate.TryDecide(Ask(Run), _rig.Now, out _).ShouldBeFalse(); // it may have become possible
        gate.Leave();
        _rig.Sync();
        _rig.Now += TimeSpan.FromSeconds(1);
        _rig.Sync();
        gate.HasLeft.ShouldBeTrue();
    }

    /// <summary>A store that was rolled back has heard two stories of a gateway that forgets its scopes; merged, they have spent more than was lent.</summary>
    [Fact]
    public void A_gate_that_comes_back_to_books_that_say_it_spent_beyond_its_rights_says_so_too()
    {
        var gate = _rig.Gate;
        gate.Enqueue(Ask(Run), _rig.Now, TimeSpan.FromSeconds(1));
        gate.TryBuildSync(_rig.Now, out var requests).ShouldBeTrue();
        var own = new SliceCounters(Granted: 1_000, Returned: 900, Charged: 900, Released: 100, Settled: 800, Corrected: 0, Overdraft: 0);

        Should.NotThrow(() => gate.Apply(
            [.. requests.Select(_rig.Answer).Select(answer => answer.Scope == Run ? answer with { Slices = [.. answer.Slices.Select(terms => terms with { Granted = 1_000, Own = own })] } : answer)],
            _rig.Now, _rig.Now));

        gate.Slices().Single(static slice => slice.Scope == Run).Counters.ShouldBe(own with { Overdraft = own.Beyond });
    }

    [Fact]
    public void A_known_scope_is_decided_without_allocation()
    {
        var request = Ask(UsersRun) with { InputTokens = new TokenCount(1) };
        var held = _rig.Decide(request);
        var below = request with { Scope = ScopePath.Parse("acme/chat/user-1/run-1/step-1") };
        _rig.Gate.TryDecide(below, _rig.Now, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _rig.Gate.TryDecide(below, _rig.Now, out _);
        _rig.Gate.TryDecide(request, _rig.Now, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        held.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void A_plan_without_the_pattern_lets_what_goes_on_end()
    {
        var decision = _rig.Decide(Ask(Run));
        _rig.Apply(LendingRig.PlanWith("1000 USD", "100000 USD"));
        _rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 100), _rig.Now);
        Rest();
        _rig.Gate.Slices().ShouldNotContain(slice => slice.Scope == Run);
        _rig.Decide(Ask(Run)).IsAllowed.ShouldBeTrue(); // the team pays
        _rig.OwnerOf(Run).Snapshot().Accounts.ShouldHaveSingleItem().Counters.Spent.ShouldBe(7_500_000);
    }

    [Fact]
    public void The_journals_rows_are_used_again()
    {
        var limits = new GateLimits { HoldsMax = 8, ReceiptsMax = 64, JournalSlicesMax = 6 };
        var layout = JournalLayout.For(limits);
        var (memory, witness) = (new long[layout.Words], new long[1]);
        var rig = new LendingRig(Plan, limits, new GateJournal(layout, memory, witness, new Incarnation("gate-1")));
        for (var run = 0; run < 40; run++)
        {
            var decision = rig.Decide(Ask(ScopePath.Parse($"acme/chat/run-{run}")));
            rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, 100), rig.Now);
            Rest(rig);
            rig.Gate.AcknowledgeReceipts(run + 1);
        }

        var open = rig.Decide(Ask(Run));
        PastLife.TryRead(memory, witness[0], out var life, out var problem).ShouldBeTrue(problem);
        life!.Finals.Select(final => final.Scope).ShouldBe([LendingRig.Tenant, LendingRig.Team, Run], ignoreOrder: true);
        life.Finals.ShouldAllBe(final => final.IsComplete);
        open.IsAllowed.ShouldBeTrue();
    }

    private static ScopeConfig Total(string amount) => new() { Budgets = [new() { Name = "total", Amount = amount, Period = "total" }], Ladder = "best" };

    private static Request Ask(ScopePath scope) => new(scope, new TokenCount(1000));

    private void Serve(ScopePath scope, long output)
    {
        var decision = _rig.Decide(Ask(scope));
        decision.IsAllowed.ShouldBeTrue();
        _rig.Gate.Settle(decision.Hold, LendingRig.Usage(1000, output), _rig.Now).ShouldBe(SettleOutcome.Resolved);
    }

    private void Rest() => Rest(_rig);

    private static void Rest(LendingRig rig)
    {
        for (var turn = 0; turn < 4; turn++)
        {
            rig.Now += TimeSpan.FromMilliseconds(200);
            rig.Sync();
        }
    }
}
