using BudgetMesh.Bounds;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Bounds;

public sealed class BoundRulesTests
{
    [Theory]
    [InlineData(1, false, 4_000)]
    [InlineData(15, false, 4_000)]
    [InlineData(16, false, 2_000)]
    [InlineData(1, true, 1_250)]
    [InlineData(32, true, 1_250)]
    public void A_bound_is_a_multiple_of_what_is_common(int gateways, bool isNearCap, long expected) =>
        BoundRules.Bound(new AnswerLengths(5_000, 1_000, 100_000), gateways, isNearCap).Value.ShouldBe(expected);

    [Fact]
    public void Where_lengths_end_as_if_cut_off_no_more_than_a_quarter_on_top_is_held() =>
        BoundRules.Bound(new AnswerLengths(5_000, 1_000, 1_000), 1, isNearCap: false).Value.ShouldBe(1_250);

    [Fact]
    public void No_bound_is_ever_below_what_is_common() =>
        Prop.ForAll(
            Gen.Choose(0, (int)Limits.TokensPerRequestMax).ToArbitrary(), Gen.Choose(0, (int)Limits.TokensPerRequestMax).ToArbitrary(), Gen.Choose(1, 64).ToArbitrary(),
            (common, longest, gateways) =>
            {
                var lengths = new AnswerLengths(1_000, Math.Min(common, longest), Math.Max(common, longest));
                return new[] { false, true }.All(near => BoundRules.Bound(lengths, gateways, near).Value >= Math.Max(1, lengths.P999));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(999, 1_000, 999)]
    [InlineData(1_000, 1_000, 2_000)]
    [InlineData(1_001, 1_000, 2_000)]
    public void An_answer_that_fills_its_bound_counts_as_longer_than_it(long output, long bound, long learned) =>
        BoundRules.Learnable(new TokenCount(output), new TokenCount(bound)).ShouldBe(learned);

    [Fact]
    public void Bounds_that_cut_every_answer_grow_until_they_cut_none()
    {
        var sketch = new LengthSketch();
        var bound = new TokenCount(100);
        for (var answer = 0; answer < 20_000; answer++)
        {
            var output = new TokenCount(Math.Min(50_000, bound.Value));
            sketch.Record(BoundRules.Learnable(output, bound));
            if (AnswerLengths.Of(sketch) is { IsKnown: true } lengths)
                bound = BoundRules.Bound(lengths, gateways: 1, isNearCap: false);
        }

        bound.Value.ShouldBeGreaterThan(50_000);
    }

    [Fact]
    public void Of_a_heavy_tail_no_more_than_one_answer_in_a_thousand_is_cut()
    {
        var (random, sketch, cut) = (new Random(7), new LengthSketch(), 0);
        for (var answer = 0; answer < 60_000; answer++)
        {
            // Pareto with an index of 1.2: without a variance.
            var length = (long)Math.Min(1_000_000, 50 / Math.Pow(1 - random.NextDouble(), 1 / 1.2));
            if (AnswerLengths.Of(sketch) is not { IsKnown: true } lengths)
            {
                sketch.Record(length);
                continue;
            }

            var bound = BoundRules.Bound(lengths, gateways: 32, isNearCap: answer % 10 == 0);
            cut += length > bound.Value ? 1 : 0;
            sketch.Record(BoundRules.Learnable(new TokenCount(Math.Min(length, bound.Value)), bound));
        }

        cut.ShouldBeLessThanOrEqualTo(60);
    }
}
