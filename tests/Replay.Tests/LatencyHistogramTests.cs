using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Replay.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_quantile_is_never_below_the_exact_one_and_at_most_a_sixty_fourth_above() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(value => (long)value << 3).NonEmptyListOf().ToArbitrary(), values =>
        {
            var histogram = new LatencyHistogram();
            foreach (var value in values)
                histogram.Record(value);
            var sorted = values.Order().ToList();
            return new[] { 0.0, 0.5, 0.99, 0.999, 1.0 }.All(share =>
            {
                var exact = sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Count)) - 1];
                var read = histogram.Quantile(share);
                return read >= exact && read <= exact + exact / 64;
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(long.MaxValue)]
    public void The_smallest_and_the_largest_values_have_a_bucket(long value)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(value);

        histogram.Count.ShouldBe(1);
        histogram.Quantile(1).ShouldBeGreaterThanOrEqualTo(value);
    }

    [Fact]
    public void Without_values_every_quantile_is_zero() => new LatencyHistogram().Quantile(0.5).ShouldBe(0);
}
