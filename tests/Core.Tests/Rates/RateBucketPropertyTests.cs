using System.Numerics;
using BudgetMesh.Rates;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Rates;

public sealed class RateBucketPropertyTests
{
    [Fact]
    public void In_each_interval_no_more_is_charged_than_accrues_and_the_burst_whatever_was_put_back_later() => ForAllSeeds(seed =>
    {
        var script = new BucketScript(seed).Run(120, termsChange: true, LongestStep(seed));
        script.Whole.ShouldKeepTheRateInEachInterval(script.Now);
        script.Whole.ShouldHaveCoveredEachCharge(script.Now);
    });

    [Fact]
    public void The_level_is_that_of_a_bucket_that_was_charged_the_final_amounts_at_once() => ForAllSeeds(seed =>
    {
        var script = new BucketScript(seed).Run(120, termsChange: true, LongestStep(seed));
        var level = script.Whole.Level(script.Now);
        ((BigInteger)script.Bucket.Level(script.Now)).ShouldBe(level / WholeHistory.Unit);

        // The next whole unit is there in the very microsecond, so the part of a unit is right as well.
        var (next, bucket) = (script.Bucket.Level(script.Now) + 1, script.Bucket);
        if (bucket.TimeUntil(next, script.Now) is var wait && wait == TimeSpan.MaxValue)
            return;
        script.Whole.Level(script.Now + wait).ShouldBeGreaterThanOrEqualTo(next * WholeHistory.Unit);
        script.Whole.Level(script.Now + wait - TimeSpan.FromTicks(1)).ShouldBeLessThan(next * WholeHistory.Unit);
    });

    [Fact]
    public void As_long_as_every_slack_has_its_record_all_that_did_not_overflow_is_put_back() => ForAllSeeds(seed =>
        new BucketScript(seed).Run(SlackHistory.RecordsMax - 2, termsChange: true, LongestStep(seed)).Withheld.ShouldBe(0));

    [Fact]
    public void With_one_set_of_terms_all_that_did_not_overflow_is_put_back_over_long_lives_too() => ForAllSeeds(seed =>
        new BucketScript(seed).Run(400, termsChange: false, TimeSpan.FromMilliseconds(1 + (uint)seed % 1000)).Withheld.ShouldBe(0));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_has_no_record_of_its_own_makes_a_refund_smaller_by_less_than_a_tenth_of_the_burst_and_never_larger(int quarter)
    {
        // The worst case: the level falls by a little with each charge for as long as the bucket lasts, so that every charge leaves a slack that binds.
        const long Burst = 1_000_000;
        for (var charges = 10; charges < 20_000; charges = charges * 4 / 3)
        {
            var (bucket, units) = (new RateBucket(), Burst / charges);
            bucket.Set(0, Burst, At(0));
            bucket.Add(Burst, At(0));
            for (var charge = 1; charge <= charges; charge++)
                bucket.Charge(units, At(charge));

            var refunded = charges * quarter / 4;
            bucket.Refund(Burst, At(refunded), At(charges)).ShouldBeInRange(refunded * units - Burst / 10, refunded * units, $"{charges} charges");
        }
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static TimeSpan LongestStep(int seed) => TimeSpan.FromMilliseconds(Math.Pow(10, (uint)seed % 9));

    private static void ForAllSeeds(Action<int> check) => Prop.ForAll<int>(check).QuickCheckThrowOnFailure();
}
