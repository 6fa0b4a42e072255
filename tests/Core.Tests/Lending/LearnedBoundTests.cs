using BudgetMesh.Bounds;
using BudgetMesh.Routing;

namespace BudgetMesh.Tests.Lending;

public sealed class LearnedBoundTests
{
    private static readonly AnswerLengths Hundreds = new(5_000, 400, 100_000);

    [Fact]
    public void Until_enough_is_known_the_fixed_bound_is_sent_and_then_the_learned_one()
    {
        var rig = new LendingRig(outputBound: "learned");
        var cold = rig.Decide();
        (cold.OutputBound.Value, cold.OutputBoundBy).ShouldBe((4096, OutputBoundBy.Cold));

        Teach(rig, Hundreds);

        var learned = rig.Decide();
        (learned.OutputBound.Value, learned.OutputBoundBy).ShouldBe((1_600, OutputBoundBy.Learned));
        (rig.Decide(outputBound: 77) is { OutputBound.Value: 77, OutputBoundBy: OutputBoundBy.Client }).ShouldBeTrue();
        new LendingRig().Decide().OutputBoundBy.ShouldBe(OutputBoundBy.Fixed);
    }

    [Fact]
    public void Settled_answers_are_learned_from_and_those_with_a_clients_bound_are_not()
    {
        var rig = new LendingRig(outputBound: "learned");
        foreach (var (bound, output) in new (long?, long)[] { (null, 100), (null, 4_096), (50, 50), (5_000, 10) })
            rig.Gate.Settle(rig.Decide(outputBound: bound).Hold, LendingRig.Usage(1000, output), rig.Now);
        rig.Gate.Void(rig.Decide().Hold, rig.Now);

        var seen = rig.Gate.Bounds.TakeReport().Single();
        seen.Key.ShouldBe(new BoundKey(LendingRig.Team.Value, "", "large"));
        seen.Buckets.Select(bucket => (LengthBuckets.LongestOf(bucket.Bucket) >= 8_192, bucket.Answers)).ShouldBe([(false, 1), (true, 1)]);
    }

    [Fact]
    public void Tasks_are_told_apart_and_too_many_of_them_are_not()
    {
        var rig = new LendingRig(teamCap: "1000 USD", tenantCap: "10000 USD", outputBound: "learned");
        foreach (var task in Enumerable.Range(0, Limits.TasksPerScopeMax + 10).Select(number => $"task-{number}").Append(new string('x', 100)))
            rig.Gate.Void(rig.Decide(new Request(LendingRig.Team, new TokenCount(10)) { Task = task }).Hold, rig.Now);

        var keys = new List<string>();
        while (rig.Gate.Bounds.HasNews)
            keys.AddRange(rig.Gate.Bounds.TakeReport().Select(seen => seen.Key.Task));
        keys.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, Limits.TasksPerScopeMax).Select(number => $"task-{number}").Append("").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_less_than_a_tenth_of_the_cap_left_the_bound_is_tight()
    {
        var rig = new LendingRig(teamCap: "1 USD", outputBound: "learned");
        Teach(rig, Hundreds);
        rig.Gate.Settle(rig.Decide(outputBound: 36_100, ladder: "best").Hold, LendingRig.Usage(1000, 36_100), rig.Now); // 0.9075 USD
        rig.Now += TimeSpan.FromSeconds(20);
        rig.Sync();

        rig.Decide(ladder: "best").OutputBound.Value.ShouldBe(500);
    }

    [Fact]
    public void Where_the_usual_bound_no_longer_fits_a_tight_one_does_and_where_that_does_not_the_next_rung_is_taken_uncut()
    {
        // Of the large model, with 1,000 tokens of input: 1,600 tokens are 0.045 USD, 500 are 0.0175.
        var small = new LendingRig(teamCap: "0.04 USD", outputBound: "learned");
        Teach(small, Hundreds);
        small.Decide().ShouldSatisfyAllConditions(
            decision => decision.Verdict.ShouldBe(Verdict.Allow),
            decision => decision.OutputBound.Value.ShouldBe(500));

        var smaller = new LendingRig(teamCap: "0.017 USD", outputBound: "learned");
        Teach(smaller, Hundreds);
        smaller.Decide().ShouldSatisfyAllConditions(
            decision => decision.Deployment!.Id.ShouldBe("lab/small"),
            decision => decision.OutputBound.Value.ShouldBeGreaterThanOrEqualTo(400));
        smaller.Decide(ladder: "best").IsAllowed.ShouldBeFalse("rather a no than a cut answer");
    }

    [Fact]
    public void A_client_that_asks_for_too_much_is_told_what_it_could_have()
    {
        var rig = new LendingRig(teamCap: "0.1 USD");
        var refusal = rig.Decide(outputBound: 1_000_000, ladder: "best");

        refusal.Reason.ShouldBe(Reason.BudgetExceeded);
        refusal.MaxAffordable!.Value.Value.ShouldBe(3_800); // 0.005 USD of input and 0.095 of output
        rig.Gate.ReadReceipts(0, 10).Single().MaxAffordable.ShouldBe(3_800);
        rig.Decide(outputBound: refusal.MaxAffordable.Value.Value, ladder: "best").IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Where_not_even_the_input_fits_and_where_the_client_stated_no_bound_nothing_is_offered()
    {
        new LendingRig(teamCap: "0.001 USD").Decide(inputTokens: 10_000, outputBound: 5_000).MaxAffordable.ShouldBeNull();
        new LendingRig(teamCap: "0.006 USD").Decide(ladder: "best").MaxAffordable.ShouldBeNull();
    }

    private static void Teach(LendingRig rig, AnswerLengths lengths)
    {
        rig.Gate.Void(rig.Decide(new Request(LendingRig.Team, new TokenCount(1)) { Ladder = "best" }).Hold, rig.Now);
        foreach (var model in new[] { "large", "small" })
        {
            var key = new BoundKey(LendingRig.Team.Value, "", model);
            rig.Gate.Bounds.Open(key);
            rig.Gate.Bounds.Learn(1, [(key, lengths)]);
        }
    }
}
