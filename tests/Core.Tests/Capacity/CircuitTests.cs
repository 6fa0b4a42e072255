using BudgetMesh.Capacity;

namespace BudgetMesh.Tests.Capacity;

public sealed class CircuitTests
{
    private static readonly ProviderReport Served = new(1, 0, 0, 0), Failed = new(0, 0, 0, 1);

    private readonly DeploymentHealth _health = new([], At(0));

    [Fact]
    public void It_opens_when_half_of_ten_answers_failed_or_were_overloaded()
    {
        _health.Observe(new ProviderReport(5, 0, 1, 3), At(1));
        _health.Circuit(At(1)).ShouldBe(CircuitState.Closed, "nine answers");
        _health.Observe(Failed, At(1.1));
        _health.Circuit(At(1.1)).ShouldBe(CircuitState.Open(At(3.1)));
        _health.NextChangeAt(At(1.1)).ShouldBe(At(3.1));
    }

    [Fact]
    public void It_stays_closed_below_a_half_and_for_refusals_by_rate()
    {
        _health.Observe(new ProviderReport(51, 0, 0, 49), At(1));
        _health.Observe(new ProviderReport(0, 1_000, 0, 0) { RetryAfter = At(5) }, At(1));
        _health.Circuit(At(1)).ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void Failures_of_more_than_five_seconds_ago_do_not_count()
    {
        _health.Observe(new ProviderReport(0, 0, 0, 9), At(1));
        _health.Observe(Failed, At(6.1));
        _health.Circuit(At(6.1)).ShouldBe(CircuitState.Closed);
        _health.Observe(new ProviderReport(0, 0, 0, 9), At(6.2));
        _health.Circuit(At(6.2)).Kind.ShouldBe(CircuitKind.Open);
    }

    [Fact]
    public void Half_open_three_served_probes_close_it_and_old_failures_are_forgotten()
    {
        Break(At(1));
        _health.Circuit(At(2.9)).Kind.ShouldBe(CircuitKind.Open);
        _health.Circuit(At(3)).ShouldBe(CircuitState.HalfOpen);
        _health.Circuit(At(3)).ProbesPerSecond.ShouldBe(CapacityRules.ProbesPerSecond);
        _health.Observe(Served, At(3.2));
        _health.Observe(Served, At(3.7));
        _health.Circuit(At(3.7)).ShouldBe(CircuitState.HalfOpen);
        _health.Observe(Served, At(4.2));
        _health.Circuit(At(4.2)).ShouldBe(CircuitState.Closed);
        _health.Observe(Failed, At(4.3));
        _health.Circuit(At(4.3)).ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void One_failed_probe_opens_it_again_for_twice_as_long_up_to_a_minute()
    {
        var now = At(1);
        Break(now);
        foreach (var seconds in new[] { 2, 4, 8, 16, 32, 60, 60 })
        {
            _health.Circuit(now).ShouldBe(CircuitState.Open(now + At(seconds)));
            now += At(seconds);
            _health.Observe(Served, now);
            _health.Observe(Served, now);
            _health.Observe(Failed, now);
        }
    }

    [Fact]
    public void Probes_served_before_a_failed_one_do_not_count_for_the_next_time()
    {
        Break(At(1));
        _health.Observe(new ProviderReport(2, 0, 0, 1), At(3));
        _health.Observe(Served, At(7));
        _health.Circuit(At(7)).ShouldBe(CircuitState.HalfOpen);
    }

    [Fact]
    public void What_arrives_while_it_is_open_changes_nothing()
    {
        Break(At(1));
        _health.Observe(new ProviderReport(100, 0, 0, 0), At(1.5));
        _health.Observe(new ProviderReport(0, 0, 0, 100), At(2));
        _health.Circuit(At(2)).ShouldBe(CircuitState.Open(At(3)));
    }

    [Theory]
    [InlineData(5.1, 5.1)]
    [InlineData(30, 30)]
    [InlineData(600, 60)]
    public void A_provider_that_asks_to_be_left_alone_for_long_is(double asked, double left)
    {
        _health.Observe(new ProviderReport(0, 1, 0, 0) { RetryAfter = At(asked) }, At(1));
        _health.Circuit(At(1)).ShouldBe(CircuitState.Open(At(1 + left)));
    }

    [Fact]
    public void One_that_still_serves_most_requests_is_not_left_alone()
    {
        // A single large request may have to wait for long where small ones pass.
        _health.Observe(new ProviderReport(10, 0, 0, 0), At(1));
        _health.Observe(new ProviderReport(0, 1, 0, 0) { RetryAfter = At(30) }, At(1));
        _health.Circuit(At(1)).ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public void Soon_after_it_closed_it_opens_for_longer_and_later_as_at_first()
    {
        Break(At(1));
        _health.Observe(new ProviderReport(3, 0, 0, 0), At(3));
        Break(At(4));
        _health.Circuit(At(4)).ShouldBe(CircuitState.Open(At(8)));
        _health.Observe(new ProviderReport(3, 0, 0, 0), At(8));
        Break(At(68));
        _health.Circuit(At(68)).ShouldBe(CircuitState.Open(At(70)));
    }

    private void Break(TimeSpan now) => _health.Observe(new ProviderReport(0, 0, 0, 10), now);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
