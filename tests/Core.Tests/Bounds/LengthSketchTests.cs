using BudgetMesh.Bounds;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Bounds;

public sealed class LengthSketchTests
{
    private static readonly Gen<long> Length =
        from doubling in Gen.Choose(0, 29)
        from part in Gen.Choose(0, int.MaxValue)
        select Math.Min(Limits.TokensPerRequestMax, (1L << doubling) + part % (1L << doubling));

    private static readonly Gen<long[]> Lengths = Gen.Choose(1, 3_000).SelectMany(count => Gen.ArrayOf(Length, count));

    [Fact]
    public void A_bucket_has_its_length_and_is_at_most_a_sixteenth_too_long() =>
        Prop.ForAll(Length.ToArbitrary(), length =>
        {
            var read = LengthBuckets.LongestOf(LengthBuckets.IndexOf(length));
            return read >= length && (length < LengthBuckets.ExactBelow ? read == length : (read - length) * LengthBuckets.PerDoubling < length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Buckets_rise_without_a_gap_from_zero_to_the_longest_length()
    {
        var shortest = 0L;
        for (var bucket = 0; bucket < LengthBuckets.Count; bucket++)
        {
            LengthBuckets.IndexOf(shortest).ShouldBe(bucket);
            LengthBuckets.IndexOf(LengthBuckets.LongestOf(bucket)).ShouldBe(bucket);
            shortest = LengthBuckets.LongestOf(bucket) + 1;
        }

        shortest.ShouldBe(Limits.TokensPerRequestMax + 1);
        LengthBuckets.IndexOf(long.MaxValue).ShouldBe(LengthBuckets.Count - 1);
    }

    [Fact]
    public void A_quantile_is_never_below_the_true_one_and_at_most_a_sixteenth_above() =>
        Prop.ForAll(Lengths.ToArbitrary(), Gen.Choose(1, 999).ToArbitrary(), (lengths, permille) =>
        {
            var rank = Math.Min(lengths.Length, (permille * (lengths.Length + 1L) + 999) / 1000);
            var exact = lengths.Order().ElementAt((int)rank - 1);
            var read = Of(lengths).Quantile(permille);
            return read >= exact && (read == exact || (read - exact) * LengthBuckets.PerDoubling < exact);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_merged_are_one_that_has_seen_both() =>
        Prop.ForAll(Lengths.ToArbitrary(), Lengths.ToArbitrary(), (left, right) =>
        {
            var merged = Of(left);
            merged.Merge(Of(right).Buckets);
            var whole = Of([.. left, .. right]);
            return merged.Buckets.SequenceEqual(whole.Buckets) && merged.Answers == whole.Answers && merged.Longest == whole.Longest;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Forgetting_half_keeps_the_tail_where_every_length_was_seen_once()
    {
        var sketch = new LengthSketch();
        for (var i = 0; i < LengthSketch.HalvedAt - 64; i++)
            sketch.Record(100);
        for (var i = 0; i < 64; i++)
            sketch.Record(1L << (10 + i / 4));

        sketch.Answers.ShouldBe(LengthSketch.HalvedAt / 2);
        // Of 64 long ones 32 are left, of all scales but the very longest ones' count.
        sketch.Buckets.Where(bucket => bucket.Bucket > LengthBuckets.IndexOf(1_000)).Sum(bucket => bucket.Answers).ShouldBe(32);
        sketch.Quantile(999).ShouldBeGreaterThan(1L << 16);
    }

    [Fact]
    public void What_is_seen_no_more_is_forgotten_and_what_is_new_is_soon_followed()
    {
        var sketch = new LengthSketch();
        sketch.Record(1_000_000);
        for (var i = 0; i < LengthSketch.HalvedAt; i++)
            sketch.Record(1_000);
        sketch.Longest.ShouldBe(LengthBuckets.LongestOf(LengthBuckets.IndexOf(1_000)));

        for (var i = 0; i < LengthSketch.HalvedAt / 500; i++)
            sketch.Record(8_000);
        sketch.Quantile(999).ShouldBeGreaterThanOrEqualTo(8_000, "two answers in a thousand are longer now");
    }

    [Fact]
    public void However_many_answers_are_counted_no_bucket_goes_below_zero() =>
        Prop.ForAll(Lengths.ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (lengths, times) =>
        {
            var sketch = new LengthSketch();
            for (var i = 0; i < times; i++)
                sketch.Merge(Of(lengths).Buckets);
            return sketch.Answers < LengthSketch.HalvedAt && sketch.Buckets.Sum(bucket => bucket.Answers) == sketch.Answers && sketch.Buckets.All(bucket => bucket.Answers > 0);
        }).QuickCheckThrowOnFailure();

    private static LengthSketch Of(long[] lengths)
    {
        var sketch = new LengthSketch();
        foreach (var length in lengths)
            sketch.Record(length);
        return sketch;
    }
}
