using BudgetMesh.Capacity;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace BudgetMesh.Tests.Capacity;

public sealed class RateLimitHeadersTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Theory]
    [InlineData(200, ProviderOutcome.Served)]
    [InlineData(400, ProviderOutcome.Served)]
    [InlineData(429, ProviderOutcome.RateLimited)]
    [InlineData(529, ProviderOutcome.Overloaded)]
    [InlineData(503, ProviderOutcome.Overloaded)]
    [InlineData(500, ProviderOutcome.Failed)]
    [InlineData(504, ProviderOutcome.Failed)]
    [InlineData(408, ProviderOutcome.Failed)]
    [InlineData(0, ProviderOutcome.Failed)]
    [InlineData(-1, ProviderOutcome.Failed)]
    public void The_status_says_the_outcome(int status, ProviderOutcome outcome) => Read(status).ShouldBe(new ProviderSignal(outcome));

    [Fact]
    public void OpenAI_and_Azure_name_requests_and_tokens() =>
        Read(200, ("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "499"), ("x-ratelimit-reset-requests", "120ms"),
            ("x-ratelimit-limit-tokens", "30000"), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "6m0s"))
        .ShouldBe(new ProviderSignal(ProviderOutcome.Served)
        {
            Requests = new(500, 499, TimeSpan.FromMilliseconds(120)),
            Tokens = new(30_000, 0, TimeSpan.FromMinutes(6)),
        });

    [Fact]
    public void Anthropic_names_input_and_output_on_their_own_and_the_moment_of_the_reset() =>
        Read(429, ("retry-after", "7"), ("anthropic-ratelimit-requests-limit", "50"), ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-03-01T12:00:02Z"), ("anthropic-ratelimit-tokens-limit", "38000"),
            ("anthropic-ratelimit-input-tokens-limit", "30000"), ("anthropic-ratelimit-input-tokens-reset", "2026-03-01T13:01:00.5+01:00"),
            ("anthropic-ratelimit-output-tokens-limit", "8000"), ("anthropic-ratelimit-output-tokens-reset", "2026-03-01T11:59:00Z"))
        .ShouldBe(new ProviderSignal(ProviderOutcome.RateLimited)
        {
            RetryAfter = TimeSpan.FromSeconds(7),
            Requests = new(50, 49, TimeSpan.FromSeconds(2)),
            Tokens = new(38_000, null, null),
            InputTokens = new(30_000, null, TimeSpan.FromSeconds(60.5)),
            OutputTokens = new(8_000, null, TimeSpan.Zero),
        });

    [Theory]
    [InlineData("1s", 1_000)]
    [InlineData("6m0s", 360_000)]
    [InlineData("120ms", 120)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("1m30.5s", 90_500)]
    [InlineData("8.64s", 8_640)]
    [InlineData("17µs", 0.017)]
    [InlineData("1d", 86_400_000)]
    [InlineData("0s", 0)]
    [InlineData("12", 12_000)]
    [InlineData(" 2s ", 2_000)]
    public void A_reset_is_a_duration(string text, double milliseconds) =>
        Read(200, ("x-ratelimit-reset-tokens", text)).Tokens.Reset.ShouldBe(TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1x")]
    [InlineData("1s2")]
    [InlineData("1..5s")]
    [InlineData("1 s")]
    [InlineData("1e9s")]
    [InlineData("999999999999h")]
    [InlineData("99999999999999999999s")]
    [InlineData("999999999999999d")]
    [InlineData("2026-03-01T12:00:02Z")]
    public void A_reset_that_is_none_is_not_said(string text) => Read(200, ("x-ratelimit-reset-tokens", text)).Tokens.Reset.ShouldBeNull();

    [Theory]
    [InlineData("30", 30)]
    [InlineData(" 30 ", 30)]
    [InlineData("0", 0)]
    [InlineData("1.5", 1.5)]
    [InlineData("Sun, 01 Mar 2026 12:00:20 GMT", 20)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    public void Retry_after_is_seconds_or_a_date(string text, double seconds) => Read(429, ("retry-after", text)).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("100000000")]
    [InlineData("Sun, 01 Mar 9999 12:00:20 GMT")]
    [InlineData("2026-03-01")]
    public void A_retry_after_that_is_none_is_not_said(string text) => Read(429, ("retry-after", text)).RetryAfter.ShouldBeNull();

    [Fact]
    public void Milliseconds_say_it_more_exactly_and_seconds_where_they_cannot_be_read()
    {
        Read(429, ("retry-after-ms", "1250"), ("retry-after", "2")).RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(1_250));
        Read(429, ("retry-after-ms", "?"), ("retry-after", "2")).RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1,000")]
    [InlineData("99999999999999999999")]
    [InlineData("unlimited")]
    public void A_limit_that_is_none_is_not_said(string text) => Read(200, ("x-ratelimit-limit-requests", text)).Requests.ShouldBe(default);

    [Fact]
    public void Nothing_that_a_header_may_contain_throws_or_leaves_its_range() => Prop.ForAll<string?, int>((text, seed) =>
    {
        // Half of them nearly right: characters of real values in any order.
        var random = new Random(seed);
        var near = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => "0123456789.:-+TZhmsdunµ ,GMTSun"[random.Next(31)]));
        var signal = RateLimitHeaders.Read(429, _ => random.Next(2) == 0 ? text : near, Now);
        (signal.RetryAfter < TimeSpan.Zero).ShouldBeFalse();
        foreach (var allowance in new[] { signal.Requests, signal.Tokens, signal.InputTokens, signal.OutputTokens })
            (allowance.Limit < 1 || allowance.Remaining < 0 || allowance.Reset < TimeSpan.Zero).ShouldBeFalse();
    }).QuickCheckThrowOnFailure();

    private static ProviderSignal Read(int status, params (string Name, string Value)[] headers) =>
        RateLimitHeaders.Read(status, name => headers.FirstOrDefault(header => header.Name == name).Value, Now);
}
