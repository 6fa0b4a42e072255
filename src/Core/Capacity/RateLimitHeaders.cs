using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Capacity;

/// <summary>
/// Reads what a provider's answer says of its capacity: <c>x-ratelimit-…</c> as OpenAI and Azure send them,
/// <c>anthropic-ratelimit-…</c>, <c>retry-after</c> (RFC 9110, section 10.2.3) and <c>retry-after-ms</c>. What cannot be read is
/// taken as not said.
/// </summary>
public static class RateLimitHeaders
{
    /// <summary>A wait longer than this is a broken header: no rate limit of a provider renews in more than a month.</summary>
    private static readonly TimeSpan _waitMost = TimeSpan.FromDays(31);

    private static readonly Names
        PlainRequests = Names.OfPlain("requests"), PlainTokens = Names.OfPlain("tokens"),
        AnthropicRequests = Names.OfAnthropic("requests"), AnthropicTokens = Names.OfAnthropic("tokens"),
        AnthropicInputTokens = Names.OfAnthropic("input-tokens"), AnthropicOutputTokens = Names.OfAnthropic("output-tokens");

    private const NumberStyles Spaced = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <param name="status">The HTTP status; 0 where no answer came, or not in time.</param>
    /// <param name="header">A header's value by its name in small letters, null where it is absent. Names have no case: minding that is the caller's part.</param>
    /// <param name="now">Wall time, against which the dates in headers are read.</param>
    /// <returns>Waits of at least 0, limits of at least 1 and remainders of at least 0.</returns>
    public static ProviderSignal Read(int status, Func<string, string?> header, Instant now) => new(OutcomeOf(status))
    {
        RetryAfter = Milliseconds(header("retry-after-ms")) ?? RetryAfter(header("retry-after"), now),
        Requests = Either(Plain(PlainRequests, header), Anthropic(AnthropicRequests, header, now)),
        Tokens = Either(Plain(PlainTokens, header), Anthropic(AnthropicTokens, header, now)),
        InputTokens = Anthropic(AnthropicInputTokens, header, now),
        OutputTokens = Anthropic(AnthropicOutputTokens, header, now),
    };

    /// <summary>Refusals of the request itself (400, 401, 404 …) say that the provider serves.</summary>
    private static ProviderOutcome OutcomeOf(int status) => status switch
    {
        429 => ProviderOutcome.RateLimited,
        503 or 529 => ProviderOutcome.Overloaded,
        < 100 or 408 or >= 500 => ProviderOutcome.Failed,
        _ => ProviderOutcome.Served,
    };

    private static ProviderAllowance Plain(Names names, Func<string, string?> header) => new(
        Count(header(names.Limit), least: 1),
        Count(header(names.Remaining), least: 0),
        GoDuration.Read(header(names.Reset)) is { } reset ? Bounded(reset) : null);

    private static ProviderAllowance Anthropic(Names names, Func<string, string?> header, Instant now) => new(
        Count(header(names.Limit), least: 1),
        Count(header(names.Remaining), least: 0),
        Until(header(names.Reset), now));

    private static ProviderAllowance Either(ProviderAllowance first, ProviderAllowance second) =>
        new(first.Limit ?? second.Limit, first.Remaining ?? second.Remaining, first.Reset ?? second.Reset);

    private static long? Count(string? value, long least) =>
        long.TryParse(value, Spaced, CultureInfo.InvariantCulture, out var count)
        && count >= least ? count : null;

    private static TimeSpan? Milliseconds(string? value) => Wait(value, TimeSpan.TicksPerMillisecond);

    /// <summary>Seconds, for which some send a fraction, or a date.</summary>
    private static TimeSpan? RetryAfter(string? value, Instant now) => Wait(value, TimeSpan.TicksPerSecond) ?? Date(value, now);

    private static TimeSpan? Wait(string? value, long ticks) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint | Spaced, CultureInfo.InvariantCulture, out var count)
        && count <= _waitMost.Ticks / ticks ? new TimeSpan((long)(count * ticks)) : null;

    private static TimeSpan? Date(string? value, Instant now) =>
        DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite, out var date)
            ? Bounded(Instant.FromDateTimeOffset(date) - now)
            : null;

    private static TimeSpan? Until(string? value, Instant now) =>
        value is not null && OffsetDateTimePattern.Rfc3339.Parse(value.Trim()) is { Success: true, Value: { Year: < 9_999 } date } ? Bounded(date.ToInstant() - now) : null;

    private static TimeSpan? Bounded(Duration wait) => wait <= Duration.Zero ? TimeSpan.Zero : wait <= Duration.FromTimeSpan(_waitMost) ? wait.ToTimeSpan() : null;

    private static TimeSpan? Bounded(TimeSpan wait) => wait <= _waitMost ? wait : null;

    /// <summary>The three headers of one limit, put together once: every answer is looked through for all of them.</summary>
    private sealed record Names(string Limit, string Remaining, string Reset)
    {
        public static Names OfPlain(string what) => new($"x-ratelimit-limit-{what}", $"x-ratelimit-remaining-{what}", $"x-ratelimit-reset-{what}");

        public static Names OfAnthropic(string what) => new($"anthropic-ratelimit-{what}-limit", $"anthropic-ratelimit-{what}-remaining", $"anthropic-ratelimit-{what}-reset");
    }
}
