using BudgetMesh.Bounds;

namespace BudgetMesh.Tests.Bounds;

public sealed class GateBoundsTests
{
    private static readonly BoundKey Key = new("acme/chat", "", "large");

    [Fact]
    public void What_one_gateway_saw_is_known_to_all_and_told_once()
    {
        var (left, right, silo) = (new GateBounds(), new GateBounds(), new MergedBounds());
        See(left, 600, 100);
        See(right, 600, 200);
        Report(left, silo);
        Report(right, silo).Single().Lengths.ShouldBe(new AnswerLengths(1_200, 207, 207));

        right.HasNews.ShouldBeFalse();
        right.Open(Key)!.Known.IsKnown.ShouldBeTrue();
        left.Open(Key)!.Known.IsKnown.ShouldBeFalse("it has not asked since");
        left.Open(Key)!.Use();
        Report(left, silo).Single().Lengths.Answers.ShouldBe(1_200);
    }

    [Fact]
    public void A_report_that_did_not_arrive_is_told_with_the_next()
    {
        var (gate, silo) = (new GateBounds(), new MergedBounds());
        See(gate, 10, 100);
        var lost = gate.TakeReport();
        See(gate, 5, 100);
        gate.PutBack(lost);

        Report(gate, silo).Single().Lengths.Answers.ShouldBe(15);
    }

    [Fact]
    public void What_is_stored_is_the_whole_and_read_back_is_known_at_once()
    {
        var (gate, silo, next) = (new GateBounds(), new MergedBounds(), new MergedBounds());
        See(gate, 1_500, 300);
        Report(gate, silo);
        next.Load(silo.TakeChanged());
        silo.TakeChanged().ShouldBeEmpty();
        next.TakeChanged().ShouldBeEmpty();

        next.Merge(new LengthsSeen(Key, [])).IsKnown.ShouldBeTrue();
    }

    [Fact]
    public void Keys_are_limited_and_what_is_beyond_is_not_learned()
    {
        var gate = new GateBounds();
        for (var i = 0; i < Limits.BoundKeysPerGateMax; i++)
            gate.Open(Key with { Model = $"m{i}" }).ShouldNotBeNull();
        gate.Open(Key).ShouldBeNull();

        var silo = new MergedBounds();
        for (var i = 0; i < Limits.BoundKeysMax; i++)
            silo.Merge(new LengthsSeen(Key with { Model = $"m{i}" }, [new BucketCount(1, 1)]));
        silo.Merge(new LengthsSeen(Key, [new BucketCount(1, 5_000)])).IsKnown.ShouldBeFalse();
        silo.Keys.ShouldBe(Limits.BoundKeysMax);
    }

    private static void See(GateBounds gate, int answers, long length)
    {
        for (var i = 0; i < answers; i++)
            gate.Open(Key)!.Record(new TokenCount(length), new TokenCount(4_096));
    }

    private static List<(BoundKey Key, AnswerLengths Lengths)> Report(GateBounds gate, MergedBounds silo)
    {
        List<(BoundKey Key, AnswerLengths Lengths)> known = [.. gate.TakeReport().Select(seen => (seen.Key, silo.Merge(seen)))];
        gate.Learn(2, known);
        return known;
    }
}
