using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Capacity;

public sealed class DeploymentHealthTests
{
    private static readonly LimitPlan Requests = new("requests", LimitUnit.Requests, 1_000, 100, WhenAway.Deny);
    private static readonly LimitPlan Tokens = new("tokens", LimitUnit.Tokens, 1_000_000, 100_000, WhenAway.Deny);
    private static readonly LimitPlan Streams = new("streams", LimitUnit.Concurrent, 50, 50, WhenAway.Deny);
    private static readonly ProviderReport Served = new(100, 0, 0, 0), Refused = new(99, 1, 0, 0);

    private readonly DeploymentHealth _health = new([Requests, Tokens, Streams], At(0));

    [Fact]
    public void All_is_lent_until_the_provider_refuses()
    {
        _health.Observe(Served with { Requests = 1_000, Tokens = 5_000_000 }, At(1));
        ShouldLend(1_000, 1_000_000, 50, At(2));
        _health.NextChangeAt(At(2)).ShouldBeNull();
    }

    [Fact]
    public void A_refusal_that_names_a_lower_limit_lowers_to_a_little_less_of_it_and_leaves_the_others()
    {
        _health.Observe(Refused with { Requests = 1_000, Tokens = 400_000 }, At(1));
        ShouldLend(1_000, 388_000, 50, At(1));
        _health.Observe(Refused with { Requests = 1_000, Tokens = 400_000 }, At(1.1));
        ShouldLend(1_000, 388_000, 50, At(1.1));
    }

    [Fact]
    public void The_whole_named_limit_is_lent_after_a_while_without_refusals()
    {
        Name(400_000, Refused, At(1));
        foreach (var second in Enumerable.Range(2, 15))
            Name(400_000, Served, At(second));
        _health.Effective(Tokens, At(16)).ShouldBe(388_000);
        _health.Effective(Tokens, At(16.1)).ShouldBe(392_000, "4 % of a million in a second");
        _health.Effective(Tokens, At(17)).ShouldBe(400_000);
    }

    [Fact]
    public void An_answer_that_was_served_lowers_too_where_it_names_a_lower_limit()
    {
        Name(400_000, Served, At(1));
        ShouldLend(1_000, 400_000, 50, At(1));
    }

    [Fact]
    public void A_higher_named_limit_is_approached_gently_and_no_further_than_what_is_configured()
    {
        Name(400_000, Served, At(1));
        Name(2_000_000, Served, At(2));
        _health.Effective(Tokens, At(2)).ShouldBe(400_000);
        _health.NextChangeAt(At(2)).ShouldBe(At(2.25));
        _health.Effective(Tokens, At(7)).ShouldBe(600_000);
        _health.Effective(Tokens, At(17)).ShouldBe(1_000_000);
        _health.NextChangeAt(At(17)).ShouldBeNull();
    }

    [Fact]
    public void A_named_limit_that_nobody_repeats_is_forgotten()
    {
        Name(400_000, Refused, At(1));
        _health.NextChangeAt(At(2)).ShouldBe(At(11));
        _health.Effective(Tokens, At(11)).ShouldBe(388_000);
        _health.Effective(Tokens, At(12)).ShouldBe(428_000);
    }

    [Fact]
    public void Refusals_that_name_nothing_cut_everything_once_for_all_gateways_and_it_rises_again_slowly_where_it_was_cut()
    {
        foreach (var milliseconds in new[] { 0, 100, 200, 300, 400 })
            _health.Observe(Refused, At(1 + milliseconds / 1e3));
        ShouldLend(700, 700_000, 35, At(1.4));
        _health.Observe(Refused, At(1.5));
        ShouldLend(490, 490_000, 24, At(1.5));
        _health.NextChangeAt(At(1.5)).ShouldBe(At(2.75), "a second of quiet, and a quarter for the first percent");
        ShouldLend(490, 490_000, 24, At(2.5));
        ShouldLend(500, 500_000, 25, At(2.75));
        ShouldLend(590, 590_000, 29, At(5));
        ShouldLend(623, 623_500, 31, At(7.5));
        ShouldLend(1_000, 1_000_000, 50, At(100));
    }

    [Fact]
    public void Where_it_was_cut_is_forgotten_once_all_was_lent_again()
    {
        _health.Observe(Refused, At(1));
        _health.Effective(Tokens, At(100)).ShouldBe(1_000_000);
        Name(400_000, Served, At(100));
        Name(1_000_000, Served, At(100));
        _health.Effective(Tokens, At(115)).ShouldBe(1_000_000);
    }

    [Fact]
    public void No_cut_goes_below_a_twentieth()
    {
        for (var second = 1; second < 100; second++)
            _health.Observe(Refused, At(second / 2.0));
        ShouldLend(50, 50_000, 2, At(49.5));
    }

    [Fact]
    public void A_named_limit_is_kept_below_a_twentieth_too_and_something_is_always_lent()
    {
        _health.Observe(Refused with { Requests = 1, Tokens = 10_000 }, At(1));
        ShouldLend(1, 9_700, 50, At(1));
    }

    [Fact]
    public void An_overload_cuts_whatever_the_headers_name()
    {
        _health.Observe(new ProviderReport(99, 0, 1, 0) { Tokens = 800_000 }, At(1));
        ShouldLend(700, 560_000, 35, At(1));
    }

    [Fact]
    public void Failures_cut_nothing()
    {
        _health.Observe(new ProviderReport(99, 0, 0, 5), At(1));
        ShouldLend(1_000, 1_000_000, 50, At(1));
    }

    [Fact]
    public void A_new_amount_keeps_the_share_and_a_new_limit_begins_whole()
    {
        _health.Observe(Refused, At(1));
        var (more, input) = (Requests with { Amount = 2_000 }, new LimitPlan("input", LimitUnit.InputTokens, 300, 300, WhenAway.Deny));
        _health.Configure([more, input], At(1));
        (_health.Effective(more, At(1)), _health.Effective(input, At(1))).ShouldBe((1_400, 300));
        Should.Throw<ArgumentException>(() => _health.Effective(Tokens, At(1)));
    }

    [Fact]
    public void How_often_it_is_asked_changes_nothing_and_no_amount_leaves_its_range() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var limit = Requests with { Amount = random.NextInt64(1, Limits.RateMax + 1) };
        var (asked, quiet) = (new DeploymentHealth([limit], At(0)), new DeploymentHealth([limit], At(0)));
        var now = At(0);
        for (var step = 0; step < 60; step++)
        {
            for (var asks = random.Next(20); asks > 0; asks--)
            {
                now += TimeSpan.FromMicroseconds(random.Next(1, 1_000_000));
                asked.Effective(limit, now).ShouldBeInRange(1, limit.Amount);
                (asked.NextChangeAt(now) <= now).ShouldBeFalse();
                asked.Circuit(now);
            }

            var report = new ProviderReport(random.Next(20), random.Next(10) / 8, random.Next(10) / 9, random.Next(10) / 8)
            {
                Requests = random.Next(3) == 0 ? random.NextInt64(1, limit.Amount * 2) : null,
                RetryAfter = random.Next(9) == 0 ? At(random.Next(100)) : null,
            };
            asked.Observe(report, now);
            quiet.Observe(report, now);
            quiet.Effective(limit, now).ShouldBe(asked.Effective(limit, now));
            quiet.Circuit(now).ShouldBe(asked.Circuit(now));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Between_changes_that_were_announced_what_is_lent_moves_by_no_more_than_a_step() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        _health.Observe(Refused with { Tokens = random.Next(2) == 0 ? random.Next(1, 1_500_000) : null }, At(1));
        for (var now = At(1); _health.NextChangeAt(now) is { } next; now = next)
        {
            var before = _health.Effective(Tokens, now);
            _health.Effective(Tokens, next).ShouldBeInRange(before, before + Tokens.Amount * CapacityRules.RaiseStep / 1_000);
        }
    }).QuickCheckThrowOnFailure();

    private void Name(long tokens, ProviderReport report, TimeSpan now) => _health.Observe(report with { Tokens = tokens }, now);

    private void ShouldLend(long requests, long tokens, long streams, TimeSpan now) =>
        (_health.Effective(Requests, now), _health.Effective(Tokens, now), _health.Effective(Streams, now)).ShouldBe((requests, tokens, streams));

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
