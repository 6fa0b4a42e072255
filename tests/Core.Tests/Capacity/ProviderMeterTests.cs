using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Tests.Capacity;

public sealed class ProviderMeterTests
{
    private readonly ProviderMeter _meter = new();

    [Fact]
    public void It_counts_each_outcome_and_keeps_the_longest_wait_and_the_lowest_limits()
    {
        _meter.IsEmpty.ShouldBeTrue();
        Observe(ProviderOutcome.Served, tokens: 900);
        Observe(ProviderOutcome.RateLimited, retryAfter: 3, tokens: 400);
        Observe(ProviderOutcome.RateLimited);
        Observe(ProviderOutcome.Overloaded, retryAfter: 1, tokens: 500);
        Observe(ProviderOutcome.Failed);
        _meter.IsEmpty.ShouldBeFalse();
        _meter.Take().ShouldBe(new ProviderReport(1, 2, 1, 1) { RetryAfter = TimeSpan.FromSeconds(3), Tokens = 400 });
        _meter.IsEmpty.ShouldBeTrue();
        _meter.Take().ShouldBe(default);
    }

    [Fact]
    public void Only_a_refusal_asks_to_be_left_alone()
    {
        Observe(ProviderOutcome.Served, retryAfter: 100);
        Observe(ProviderOutcome.Failed, retryAfter: 100);
        _meter.Take().RetryAfter.ShouldBeNull();
    }

    [Fact]
    public void Each_unit_has_its_own_limit_and_concurrency_none()
    {
        _meter.Observe(new ProviderSignal(ProviderOutcome.Served)
        {
            Requests = new(1, null, null),
            Tokens = new(2, null, null),
            InputTokens = new(3, null, null),
            OutputTokens = new(4, null, null),
        });
        var report = _meter.Take();
        Enum.GetValues<LimitUnit>().ToDictionary(unit => unit, report.Named).ShouldBe(new Dictionary<LimitUnit, long?>
        {
            [LimitUnit.Requests] = 1,
            [LimitUnit.Tokens] = 2,
            [LimitUnit.InputTokens] = 3,
            [LimitUnit.OutputTokens] = 4,
            [LimitUnit.Concurrent] = null,
        }, ignoreOrder: true);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var signal = new ProviderSignal(ProviderOutcome.Served) { Tokens = new(5, 4, TimeSpan.Zero) };
        _meter.Observe(signal);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1_000; count++)
            _meter.Observe(signal);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private void Observe(ProviderOutcome outcome, double? retryAfter = null, long? tokens = null) => _meter.Observe(new ProviderSignal(outcome)
    {
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Tokens = new ProviderAllowance(tokens, null, null),
    });
}
