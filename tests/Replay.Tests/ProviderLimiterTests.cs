using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using BudgetMesh.Replay.Provider;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Replay.Tests;

public sealed class ProviderLimiterTests
{
    private static readonly ProviderLimit Tokens = new("tokens", LimitUnit.Tokens, Amount: 6_000, Burst: 500);

    [Fact]
    public void In_no_interval_more_is_taken_than_the_rate_gives_with_burst_and_lateness() => Prop.ForAll(Traffic, arrivals =>
    {
        var limiter = new ProviderLimiter([Tokens], ProviderDrops.None, tellsAllowances: true);
        var taken = arrivals.Where(arrival => limiter.Arrive(arrival.At, arrival.Cost, 0).Outcome == ProviderOutcome.Served).ToList();

        // Every interval that begins and ends with a request: in between less was taken.
        for (var from = 0; from < taken.Count; from++)
        {
            var sum = 0m;
            for (var to = from; to < taken.Count; to++)
            {
                sum += taken[to].Cost;
                var seconds = (decimal)(taken[to].At - taken[from].At).TotalSeconds;
                if (sum > 100 * seconds + 500 + 100 * ProviderLimit.LatenessSeconds)
                    return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_fits_in_every_interval_is_taken_and_what_is_refused_does_not() => Prop.ForAll(Traffic, arrivals =>
    {
        var limiter = new ProviderLimiter([Tokens], ProviderDrops.None, tellsAllowances: true);
        var taken = new List<Arrival>();
        foreach (var arrival in arrivals)
        {
            // By brute force: it fits when all intervals that end with it hold.
            var sum = (decimal)arrival.Cost;
            var fits = sum <= 510;
            for (var from = taken.Count - 1; from >= 0; from--)
            {
                sum += taken[from].Cost;
                fits &= sum <= 100 * (decimal)(arrival.At - taken[from].At).TotalSeconds + 510;
            }

            var served = limiter.Arrive(arrival.At, arrival.Cost, 0).Outcome == ProviderOutcome.Served;
            if (served != fits)
                return false;
            if (served)
                taken.Add(arrival);
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_refusal_says_when_the_same_request_would_be_taken_and_not_before() => Prop.ForAll(Traffic, arrivals =>
    {
        var limiter = new ProviderLimiter([Tokens], ProviderDrops.None, tellsAllowances: true);
        var refused = arrivals.Select(arrival => (Arrival: arrival, Signal: limiter.Arrive(arrival.At, arrival.Cost, 0))).LastOrDefault(one => one.Signal.Outcome == ProviderOutcome.RateLimited);
        if (refused.Arrival != arrivals[^1] || refused.Signal.RetryAfter is not { } after)
            return true;
        return limiter.Arrive(refused.Arrival.At + after - TimeSpan.FromTicks(1), refused.Arrival.Cost, 0).Outcome == ProviderOutcome.RateLimited
            && limiter.Arrive(refused.Arrival.At + after, refused.Arrival.Cost, 0).Outcome == ProviderOutcome.Served;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_request_is_taken_by_all_limits_or_none()
    {
        var limiter = new ProviderLimiter([Tokens, new ProviderLimit("requests", LimitUnit.Requests, 60, 1)], ProviderDrops.None, tellsAllowances: true);

        limiter.Arrive(TimeSpan.Zero, 100, 10).Tokens.Remaining.ShouldBe(400);
        limiter.Arrive(TimeSpan.Zero, 100, 10).ShouldSatisfyAllConditions(
            signal => signal.Outcome.ShouldBe(ProviderOutcome.RateLimited),
            signal => signal.Tokens.ShouldBe(new ProviderAllowance(6_000, 400, TimeSpan.FromSeconds(1.1))),
            signal => signal.Requests.Remaining.ShouldBe(0),
            signal => signal.InputTokens.ShouldBe(default),
            signal => signal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(0.9)));
        (limiter.Arrivals, limiter.RefusedBy(Tokens), limiter.RefusedBy(limiter.Limits.Last())).ShouldBe((2, 0, 1));
    }

    [Fact]
    public void Requests_at_once_are_limited_until_they_end()
    {
        var limiter = new ProviderLimiter([new ProviderLimit("at once", LimitUnit.Concurrent, 2, 2)], ProviderDrops.None, tellsAllowances: true);
        ProviderOutcome Arrive() => limiter.Arrive(TimeSpan.FromSeconds(1), 1, 1).Outcome;

        (Arrive(), Arrive(), Arrive()).ShouldBe((ProviderOutcome.Served, ProviderOutcome.Served, ProviderOutcome.RateLimited));
        limiter.Arrive(TimeSpan.FromSeconds(9), 1, 1).RetryAfter.ShouldBeNull();
        limiter.End();
        (Arrive(), Arrive()).ShouldBe((ProviderOutcome.Served, ProviderOutcome.RateLimited));
        limiter.OccupiedMost.ShouldBe(2);
    }

    [Fact]
    public void A_request_above_the_burst_never_fits_and_is_not_told_to_come_again()
    {
        var limiter = new ProviderLimiter([Tokens], ProviderDrops.None, tellsAllowances: false);

        limiter.Arrive(TimeSpan.FromHours(1), 511, 0).ShouldBe(new ProviderSignal(ProviderOutcome.RateLimited));
    }

    [Fact]
    public void A_drop_halves_what_is_left_and_what_comes_and_its_end_brings_the_rate_back()
    {
        var limiter = new ProviderLimiter([Tokens], Halved(10, 60), tellsAllowances: true);
        (long?, long?) Allowance(double second) => limiter.Arrive(TimeSpan.FromSeconds(second), 100_000, 0).Tokens is var tokens ? (tokens.Limit, tokens.Remaining) : default;

        Allowance(9.99).ShouldBe((6_000, 510));
        Allowance(10).ShouldBe((3_000, 255));
        limiter.Arrive(TimeSpan.FromSeconds(10), 255, 0).Outcome.ShouldBe(ProviderOutcome.Served);
        Allowance(12).ShouldBe((3_000, 100));
        Allowance(69.99).ShouldBe((3_000, 255));
        Allowance(71).ShouldBe((6_000, 355));
    }

    [Fact]
    public void How_often_it_is_looked_at_changes_nothing()
    {
        var (often, once) = (new ProviderLimiter([Tokens], Halved(1, 2), true), new ProviderLimiter([Tokens], Halved(1, 2), true));
        often.Arrive(TimeSpan.Zero, 510, 0);
        once.Arrive(TimeSpan.Zero, 510, 0);
        for (var milliseconds = 1; milliseconds < 4_000; milliseconds++)
            often.Arrive(TimeSpan.FromMilliseconds(milliseconds), 100_000, 0);

        often.Arrive(TimeSpan.FromSeconds(4), 100_000, 0).Tokens.ShouldBe(once.Arrive(TimeSpan.FromSeconds(4), 100_000, 0).Tokens);
        once.Arrive(TimeSpan.FromSeconds(4), 300, 0).Outcome.ShouldBe(ProviderOutcome.Served);
        once.Arrive(TimeSpan.FromSeconds(4), 1, 0).Outcome.ShouldBe(ProviderOutcome.RateLimited);
    }

    private static ProviderDrops Halved(int at, int length) => new([new ProviderDrop(0.5m, new RunSpan(TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(length)))]);

    /// <summary>For twice the rate on average, in lumps.</summary>
    private static Arbitrary<Arrival[]> Traffic { get; } = (
        from gaps in Gen.Choose(0, 1_500_000).NonEmptyListOf()
        from costs in Gen.ArrayOf(Gen.Frequency((9, Gen.Choose(1, 60)), (1, Gen.Choose(200, 600))), gaps.Count * 4)
        select Arrivals(gaps, costs)).ToArbitrary();

    private static Arrival[] Arrivals(List<int> gapsMicroseconds, int[] costs)
    {
        var at = 0L;
        return [.. costs.Select((cost, place) => new Arrival(TimeSpan.FromMicroseconds(at += place % 4 == 0 ? gapsMicroseconds[place / 4] : 0), cost))];
    }

    private sealed record Arrival(TimeSpan At, int Cost);
}
