using BudgetMesh.Rates;

namespace BudgetMesh.Tests.Rates;

public sealed class RateBucketTests
{
    private const long PerSecond = 3_600;

    [Fact]
    public void A_new_bucket_is_empty_and_fills_to_its_burst()
    {
        var bucket = Bucket(10 * PerSecond, burst: 30);
        (bucket.Level(At(0)), bucket.Level(At(1)), bucket.Level(At(2.99)), bucket.Level(At(100))).ShouldBe((0, 10, 29, 30));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(1_000_000_007, 999_999_937)]
    [InlineData(RateBucket.RatePerHourMax, Limits.RateMax)]
    public void It_says_to_the_microsecond_when_there_will_be_enough(long ratePerHour, long units)
    {
        var bucket = Bucket(ratePerHour, Limits.RateMax);
        var wait = bucket.TimeUntil(units, At(0));
        bucket.Has(units, At(0) + wait - TimeSpan.FromMicroseconds(1)).ShouldBeFalse();
        bucket.Has(units, At(0) + wait).ShouldBeTrue();
        bucket.TimeUntil(units, At(0) + wait).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void More_than_the_burst_and_anything_without_a_rate_never_comes()
    {
        Bucket(100, burst: 5).TimeUntil(6, At(0)).ShouldBe(TimeSpan.MaxValue);
        Bucket(0, burst: 5).TimeUntil(1, At(0)).ShouldBe(TimeSpan.MaxValue);
        new RateBucket().TimeUntil(1, At(0)).ShouldBe(TimeSpan.MaxValue);
        new RateBucket().Has(0, At(0)).ShouldBeTrue();
    }

    [Fact]
    public void The_same_terms_again_change_nothing_that_is_running()
    {
        var (told, left) = (Bucket(7 * PerSecond, burst: 40), Bucket(7 * PerSecond, burst: 40));
        for (var step = 1; step < 2_000; step++)
        {
            var now = TimeSpan.FromMicroseconds(step * 77_777L);
            told.Set(7 * PerSecond, 40, now - TimeSpan.FromMicroseconds(step % 50));
            told.Level(now).ShouldBe(left.Level(now));
            told.TimeUntil(40, now).ShouldBe(left.TimeUntil(40, now));
            var units = Math.Min(left.Level(now), step % 3);
            told.Charge(units, now);
            left.Charge(units, now);
            var chargedAt = now - TimeSpan.FromMilliseconds(step % 700);
            told.Refund(step % 2, chargedAt, now).ShouldBe(left.Refund(step % 2, chargedAt, now));
        }
    }

    [Fact]
    public void New_terms_keep_what_has_accrued_up_to_the_new_burst()
    {
        var bucket = Bucket(10 * PerSecond, burst: 100);
        bucket.Set(1 * PerSecond, 100, At(5));
        (bucket.Level(At(5)), bucket.Level(At(7))).ShouldBe((50, 52));
        bucket.Set(1 * PerSecond, 20, At(7));
        bucket.Set(1 * PerSecond, 100, At(7));
        bucket.Level(At(7)).ShouldBe(20);
    }

    [Fact]
    public void Demand_that_never_ends_gets_the_rate_and_the_burst_to_the_unit()
    {
        // Rates that no microsecond, millisecond or second divides, asked at odd times for a day.
        foreach (var (rate, units) in new[] { (1_000_003L, 1L), (7_777_777L, 13L), (59_999_999_999L, 4_099L) })
        {
            var bucket = Bucket(rate, burst: 100_000);
            bucket.Add(100_000, At(0));
            var (now, charged) = (At(0), 0L);
            for (var step = 0; step < 200_000; step++)
            {
                for (; bucket.Has(units, now); charged += units)
                    bucket.Charge(units, now);
                now += TimeSpan.FromTicks(1 + bucket.TimeUntil(units, now).Ticks + step % 9_973);
            }

            var accrued = (Int128)rate * (now.Ticks / 10) / 3_600_000_000;
            ((Int128)charged + bucket.Level(now)).ShouldBeInRange(accrued + 100_000 - 1, accrued + 100_000);
        }
    }

    [Fact]
    public void Time_that_goes_back_counts_as_none()
    {
        var bucket = Bucket(10 * PerSecond, burst: 100);
        bucket.Level(At(5)).ShouldBe(50);
        bucket.Charge(50, At(1));
        (bucket.Level(At(4)), bucket.Level(At(6))).ShouldBe((0, 10));
        bucket.TimeUntil(20, At(5)).ShouldBe(TimeSpan.FromSeconds(2), "from its own time on, told in the caller's");
    }

    [Fact]
    public void A_refund_after_the_bucket_ran_full_is_lost_and_one_before_is_whole()
    {
        var bucket = Bucket(10 * PerSecond, burst: 100);
        bucket.Charge(100, At(10));
        bucket.Refund(60, At(10), At(11)).ShouldBe(60);
        bucket.Level(At(11)).ShouldBe(70);
        bucket.Refund(40, At(10), At(12)).ShouldBe(20, "the rest was there already");

        bucket.Charge(100, At(20));
        bucket.Charge(50, At(26));
        bucket.Refund(50, At(20), At(27)).ShouldBe(40, "just before the second charge 60 were there");
        bucket.Refund(50, At(26), At(27)).ShouldBe(40, "now 60 are");
    }

    [Fact]
    public void A_refund_leaves_less_room_for_one_of_an_earlier_charge()
    {
        var bucket = Bucket(10 * PerSecond, burst: 100);
        bucket.Charge(50, At(10));
        bucket.Charge(50, At(13));
        bucket.Charge(30, At(15));
        bucket.Refund(50, At(13), At(15)).ShouldBe(50, "with it the bucket was just full before the third charge");
        bucket.Refund(50, At(10), At(15)).ShouldBe(0);
    }

    [Fact]
    public void A_refund_does_not_outlive_a_lower_burst()
    {
        var bucket = Bucket(10 * PerSecond, burst: 100);
        bucket.Charge(50, At(10));
        bucket.Set(10 * PerSecond, 30, At(11));
        bucket.Charge(30, At(12));
        bucket.Set(10 * PerSecond, 100, At(13));
        bucket.Refund(50, At(10), At(13)).ShouldBe(0);
        bucket.Refund(30, At(12), At(13)).ShouldBe(20, "of 30 that the burst was then, 10 had come again");
    }

    [Fact]
    public void A_transfer_stops_at_the_burst()
    {
        var bucket = Bucket(0, burst: 10);
        bucket.Add(7, At(1));
        bucket.Add(long.MaxValue, At(2));
        bucket.Level(At(3)).ShouldBe(10);
    }

    [Fact]
    public void The_ends_of_time_and_the_largest_figures_overflow_nowhere()
    {
        var bucket = new RateBucket();
        bucket.Set(RateBucket.RatePerHourMax, Limits.RateMax, TimeSpan.MinValue);
        bucket.Level(TimeSpan.MaxValue).ShouldBe(Limits.RateMax);
        bucket.Charge(Limits.RateMax, TimeSpan.MaxValue);
        bucket.Set(1, Limits.RateMax, TimeSpan.MaxValue);
        bucket.TimeUntil(Limits.RateMax, TimeSpan.MinValue).ShouldBe(TimeSpan.MaxValue);
        bucket.TimeUntil(1, TimeSpan.MaxValue).ShouldBe(TimeSpan.FromHours(1) + TimeSpan.FromTicks(-7), "from the last whole microsecond on");
        bucket.Refund(long.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue).ShouldBe(Limits.RateMax);
        bucket.Has(long.MaxValue, TimeSpan.MaxValue).ShouldBeFalse();
        bucket.TimeUntil(long.MaxValue, TimeSpan.MaxValue).ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Charging_and_putting_back_allocate_nothing()
    {
        var bucket = Bucket(RateBucket.RatePerHourMax, Limits.RateMax);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 1; step < 10_000; step++)
        {
            var now = TimeSpan.FromMicroseconds(step);
            if (bucket.Has(step % 1_000, now))
                bucket.Charge(step % 1_000, now);
            bucket.Refund(step % 10, now - TimeSpan.FromMicroseconds(step % 50), now);
            bucket.TimeUntil(1_000_000, now);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        var bucket = Bucket(1, burst: 1);
        Should.Throw<ArgumentOutOfRangeException>(() => bucket.Set(-1, 1, At(0)));
        Should.Throw<ArgumentOutOfRangeException>(() => bucket.Set(RateBucket.RatePerHourMax + 1, 1, At(0)));
        Should.Throw<ArgumentOutOfRangeException>(() => bucket.Set(1, Limits.RateMax + 1, At(0)));
        Should.Throw<ArgumentOutOfRangeException>(() => bucket.Add(-1, At(0)));
        Should.Throw<ArgumentOutOfRangeException>(() => bucket.Refund(-1, At(0), At(0)));
        Should.Throw<InvalidOperationException>(() => bucket.Charge(2, At(0)));
        Should.Throw<InvalidOperationException>(() => bucket.Charge(-1, At(0)));
    }

    private static RateBucket Bucket(long ratePerHour, long burst)
    {
        var bucket = new RateBucket();
        bucket.Set(ratePerHour, burst, At(0));
        return bucket;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
