using System.Globalization;
using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>
/// A refused decision as clients of providers understand it. Three kinds, never mixed: a limit or a shortage that passes (429 or 503
/// with <c>Retry-After</c>), money or scopes that are used up (<c>x-should-retry: false</c>, no <c>Retry-After</c>), and what no
/// waiting and no money would change (400, 403).
/// </summary>
public sealed class Refusal
{
    private readonly RefusalForm _form;
    private readonly RefusalOptions _options;

    private Refusal(in Decision decision, in RefusalOptions options)
    {
        (_form, _options) = (RefusalForm.Of(decision), options);
        Decision = decision;
        Message = RefusalText.Of(decision, options);
        Status = _form.Status ?? options.Spent;
    }

    public Decision Decision { get; }

    /// <summary>The status of the answer: 400, 402, 403, 429 or 503.</summary>
    public int Status { get; }

    /// <summary>As OpenAI's errors have it, such as <c>insufficient_quota</c>.</summary>
    public string Type => _form.Type;

    /// <summary>The reason for programs, such as <c>team_budget_exceeded</c>.</summary>
    public string Code => _form.Code;

    /// <summary>The reason for people, in a sentence or two.</summary>
    public string Message { get; }

    /// <summary>It passes by itself: the same request may be sent again, after <see cref="RetryAfter"/> where that is known.</summary>
    public bool IsRetryable => _form.IsRetryable;

    public TimeSpan? RetryAfter => IsRetryable ? Decision.RetryAfter : null;

    /// <summary>When the budget that refused begins anew; null where it was none, never does, or the time is not known.</summary>
    public DateTimeOffset? ResetsAt =>
        Decision.Blocker?.Budget is { } budget && _options.Now is { } now && budget.WindowAt(now).End is var end && end != NodaTime.Instant.MaxValue ? end.ToDateTimeOffset() : null;

    /// <summary>The headers of the answer, its content's aside.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers
    {
        get
        {
            foreach (var header in DecisionHeaders.Of(Decision))
                yield return header;
            if (!IsRetryable)
                yield return new("x-should-retry", "false");
            if (RetryAfter is not { } wait)
                yield break;
            yield return new("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
            yield return new("retry-after-ms", Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <exception cref="ArgumentException">The decision is no refusal.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The status for what is spent is none of those that it may be.</exception>
    public static Refusal Of(in Decision decision, in RefusalOptions options) => new(decision, options);

    /// <summary>The answer's body as OpenAI's APIs write errors: JSON in UTF-8.</summary>
    public byte[] ToOpenAi() => RefusalBody.OpenAi(this);

    /// <summary>The answer's body as Anthropic's API writes errors: JSON in UTF-8, with the same members below <c>error</c>.</summary>
    public byte[] ToAnthropic() => RefusalBody.Anthropic(this);
}
