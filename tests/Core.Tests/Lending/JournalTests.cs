using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Lending.Journals;
using BudgetMesh.Routing;
using BudgetMesh.Tests.Policies;

namespace BudgetMesh.Tests.Lending;

public sealed class JournalTests
{
    private static readonly GateLimits Limits = new() { HoldsMax = 50, ReceiptsMax = 40, JournalSlicesMax = 8 };

    private readonly long[] _words = new long[JournalLayout.For(Limits).Words];
    private readonly long[] _witness = new long[1];
    private readonly LendingRig _rig;

    public JournalTests() =>
        _rig = new LendingRig(options: Limits, journal: new GateJournal(JournalLayout.For(Limits), _words, _witness, new Incarnation("gate-1")));

    [Fact]
    public void Killed_at_any_moment_it_can_say_what_was_spent()
    {
        var random = new Random(7);
        var open = new Queue<HoldId>();
        var ledger = new Dictionary<long, Receipt>();
        for (var step = 0; step < 3_000; step++)
        {
            _rig.Now += TimeSpan.FromMilliseconds(random.Next(40));
            switch (random.Next(8))
            {
                case < 4:
                    if (_rig.Decide(random.Next(1, 2_000), random.Next(1, 300)) is { IsAllowed: true } decision)
                        open.Enqueue(decision.Hold);
                    break;
                case < 6 when open.TryDequeue(out var hold):
                    _rig.Gate.Settle(hold, LendingRig.Usage(random.Next(1_000), random.Next(400)), _rig.Now);
                    break;
                case 6 when open.TryDequeue(out var hold):
                    _rig.Gate.Void(hold, _rig.Now);
                    break;
                default:
                    _rig.Sync();
                    foreach (var receipt in _rig.Gate.ReadReceipts(0, 15))
                        ledger[receipt.Seq] = receipt;
                    _rig.Gate.AcknowledgeReceipts(ledger.Count);
                    break;
            }

            if (step % 10 == 0)
                JudgeKill(ledger);
        }

        ledger.Count.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_hold_that_was_open_is_charged_in_full_under_a_number_that_stays()
    {
        var decision = _rig.Decide();
        var receipt = Read().Receipts.Single();
        receipt.Kind.ShouldBe(ReceiptKind.Expired);
        receipt.Decision.ShouldBe(decision.Number);
        receipt.Cost.ShouldBe(decision.Bound);
        receipt.Legs.Select(leg => leg.Scope).ShouldBe([LendingRig.Team, LendingRig.Tenant]);
        Read().Receipts.Single().Seq.ShouldBe(receipt.Seq);
    }

    [Fact]
    public void Receipts_are_read_as_the_gate_would_have_sent_them()
    {
        _rig.Apply(PolicyMesh.Plan(PolicyMesh.Config(
        [
            new() { Name = "batch", Match = new() { Priority = ["batch"] }, Start = "economy" },
            new() { Name = "agents", Match = new() { Caller = ["agent-*"] }, Floor = "standard" },
            new() { Name = "house", Match = new() { DataClass = ["secret"] }, Only = ["local"] },
            new() { Name = "cautious", Match = new() { Task = ["chat"] }, Start = "standard", Shadow = "true" },
        ], teamCap: "0.2 USD")));
        var random = new Random(5);
        string?[] tasks = [null, "chat", "code"], callers = [null, "app", "agent-7"], classes = [null, "secret"];
        for (var i = 0; i < 30; i++)
        {
            var decision = _rig.Decide(PolicyMesh.Request(random.Next(1, 40_000)) with
            {
                Task = tasks[random.Next(3)],
                Caller = callers[random.Next(3)],
                DataClass = classes[random.Next(2)],
                Priority = (Priority)random.Next(-1, 2),
            });
            if (decision.IsAllowed)
                _rig.Gate.Settle(decision.Hold, LendingRig.Usage(random.Next(1_000), random.Next(100)), _rig.Now);
        }

        _rig.Decide(PolicyMesh.Request() with { OutputBound = new TokenCount(20_000), Ladder = "best" }).MaxAffordable.ShouldNotBeNull();
        var sent = _rig.Gate.ReadReceipts(0, 100);
        sent.ShouldContain(receipt => receipt.Shadow != null);
        sent.ShouldContain(receipt => receipt.Rule.Length > 0 && receipt.Priority == Priority.Batch);
        sent.ShouldContain(receipt => receipt.Blocker.Length > 0);
        var read = Read().Receipts;
        read.Select(receipt => receipt with { Legs = [] }).ShouldBe(sent.Select(receipt => receipt with { Legs = [] }));
        read.Select(receipt => string.Join(';', receipt.Legs)).ShouldBe(sent.Select(receipt => string.Join(';', receipt.Legs)));
    }

    [Fact]
    public void An_old_copy_says_that_the_gateway_has_ended_and_nothing_else()
    {
        _rig.Decide();
        long[] copy = [.. _words];
        _rig.Decide();
        PastLife.TryRead(copy, _witness[0], out var life, out _).ShouldBeTrue();
        life!.Receipts.ShouldBeEmpty();
        life.Finals.ShouldNotBeEmpty();
        life.Finals.ShouldAllBe(final => !final.IsComplete && final.Slices.Count == 0);
    }

    [Fact]
    public void Without_its_witness_a_journal_gives_nothing_back()
    {
        _rig.Decide();
        PastLife.TryRead(_words, 0, out var life, out _).ShouldBeTrue();
        life!.Finals.ShouldAllBe(final => !final.IsComplete && final.Slices.Count == 0);
    }

    [Fact]
    public void What_was_never_written_cannot_be_read()
    {
        PastLife.TryRead(new long[100], 1, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("empty");
        PastLife.TryRead(_words.AsMemory(0, 1_000), 1, out _, out problem).ShouldBeFalse();
        problem.ShouldContain("1000 words");
    }

    [Fact]
    public void What_is_damaged_is_read_or_refused_and_never_more()
    {
        var random = new Random(11);
        for (var i = 0; i < 6; i++)
            _rig.Decide();
        foreach (var hold in _rig.Gate.Holds(_rig.Now).Take(3).ToList())
            _rig.Gate.Settle(new HoldId((int)hold.Decision - 1, hold.Decision), LendingRig.Usage(10, 10), _rig.Now);
        int[] written = [.. Enumerable.Range(0, _words.Length).Where(at => _words[at] != 0)];
        var refused = 0;
        for (var attempt = 0; attempt < 20_000; attempt++)
        {
            long[] damaged = [.. _words];
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[written[random.Next(written.Length)]] = random.Next(4) switch { 0 => random.Next(-3, 60), 1 => random.NextInt64(), 2 => -random.NextInt64(), _ => 1L << random.Next(63) };
            refused += PastLife.TryRead(damaged, _witness[0], out _, out var problem) ? 0 : 1;
            (problem.Length == 0 || problem.Length > 3).ShouldBeTrue();
        }

        refused.ShouldBeInRange(100, 19_900);
    }

    [Fact]
    public void It_costs_no_allocation()
    {
        var cheapest = Enumerable.Range(0, 5).Min(_ =>
        {
            _rig.Sync();
            AcknowledgeAll();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 5; i++)
            {
                if (_rig.Gate.TryDecide(new(LendingRig.Team, new TokenCount(10)) { OutputBound = new TokenCount(1) }, _rig.Now, out var decision))
                    _rig.Gate.TrySettle(decision.Hold, new TokenCount(10), new TokenCount(1), _rig.Now, out SettleOutcome _, out string _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        cheapest.ShouldBe(0);
    }

    [Fact]
    public void Many_windows_use_its_rows_again()
    {
        for (var day = 0; day < 20; day++)
        {
            _rig.Decide().IsAllowed.ShouldBeTrue();
            _rig.Now += TimeSpan.FromDays(1);
            for (var i = 0; i < 10; i++)
            {
                _rig.Gate.Expire(_rig.Now);
                _rig.Now += TimeSpan.FromSeconds(1);
                _rig.Sync();
                AcknowledgeAll();
            }
        }

        Read().Finals.ShouldAllBe(final => final.IsComplete);
    }

    private void AcknowledgeAll()
    {
        if (_rig.Gate.ReadReceipts(0, 100) is [.., var last])
            _rig.Gate.AcknowledgeReceipts(last.Seq);
    }

    private PastLife Read()
    {
        PastLife.TryRead(_words, _witness[0], out var life, out var problem).ShouldBeTrue(problem);
        return life!;
    }

    private void JudgeKill(Dictionary<long, Receipt> ledger)
    {
        var life = Read();
        var receipts = ledger.Values.Concat(life.Receipts.Where(receipt => !ledger.ContainsKey(receipt.Seq))).ToList();
        receipts.Select(receipt => receipt.Seq).ShouldBeUnique();
        foreach (var (scope, budget, window, counters) in _rig.Gate.Slices())
        {
            var slice = life.Finals.Single(final => final.Scope == scope).Slices.Single(slice => slice.Budget == budget && slice.Window == window);
            slice.Contradiction.ShouldBeNull();
            slice.Counters.Spent.ShouldBe(counters.Spent + counters.Held);
            slice.Counters.Spent.ShouldBe(receipts.SelectMany(receipt => receipt.Legs).Where(leg => leg.Scope == scope && leg.Window == window).Sum(leg => leg.Amount));
            slice.Ceiling.ShouldBeGreaterThanOrEqualTo(counters.Charged - counters.Released);
            (slice.Ceiling - slice.Counters.Spent).ShouldBeLessThanOrEqualTo(counters.Granted / LendingRules.JournalBlocks);
        }
    }
}
