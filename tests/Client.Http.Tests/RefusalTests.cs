using System.Text.Json.Nodes;
using BudgetMesh.Budgets;
using BudgetMesh.Lending;
using BudgetMesh.Rates;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Http.Tests;

public sealed class RefusalTests
{
    private static readonly ScopePath Scope = ScopePath.Parse("acme/search");
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 10, 12, 0);

    public static TheoryData<Reason> Reasons => [.. Enum.GetValues<Reason>().Where(reason => reason is not (Reason.Fits or Reason.Threshold or Reason.Paced))];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_reason_has_one_of_three_kinds_and_says_itself_in_headers_and_both_bodies(Reason reason)
    {
        var refusal = Refusal.Of(Refused(reason), new(Scope));
        var headers = refusal.Headers.ToDictionary();
        refusal.Status.ShouldBeOneOf(400, 403, 429, 503);
        refusal.IsRetryable.ShouldBe(headers.ContainsKey("Retry-After"));
        refusal.IsRetryable.ShouldNotBe(headers.ContainsKey("x-should-retry"));
        headers["x-budgetmesh-decision"].ShouldBe("deny");
        headers["x-budgetmesh-decision-id"].ShouldBe("gate-1-7");
        headers.Values.ShouldAllBe(value => value.All(char.IsAscii));

        var (openAi, anthropic) = (JsonNode.Parse(refusal.ToOpenAi())!["error"]!, JsonNode.Parse(refusal.ToAnthropic())!);
        ((string?)openAi["code"]).ShouldBe(refusal.Code);
        ((string?)openAi["type"]).ShouldBe(refusal.Type);
        ((bool)openAi["retryable"]!).ShouldBe(refusal.IsRetryable);
        openAi.AsObject().ContainsKey("param").ShouldBeTrue();
        ((string?)anthropic["type"]).ShouldBe("error");
        ((string?)anthropic["error"]!["message"]).ShouldBe(refusal.Message);
        refusal.Message.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("acme", "tenant_budget_exceeded")]
    [InlineData("acme/search", "team_budget_exceeded")]
    [InlineData("acme/search/run-17", "scope_budget_exceeded")]
    public void A_spent_budget_is_named_with_its_level_its_numbers_and_when_it_begins_anew(string scope, string code)
    {
        var refusal = Refusal.Of(Spent(scope), new(Scope) { Now = Now });
        refusal.Code.ShouldBe(code);
        refusal.Type.ShouldBe("insufficient_quota");
        JsonNode.Parse(refusal.ToOpenAi())!["error"]!["budget"]!.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal).ShouldBe(
            $$"""{"scope":"{{scope}}","name":"month","unit":"usd","limit":"500","spent":"499.98","held":"0.01","left":"0.02","needed":"0.12","resets_at":"2026-12-01T00:00:00+00:00"}""");
        refusal.Message.ShouldContain($"Budget {scope}:month has 0.02 USD left of 500 USD; the request needs up to 0.12 USD.");
        refusal.Message.ShouldContain("12 tokens");
        ((int?)JsonNode.Parse(refusal.ToOpenAi())!["error"]!["cheaper"]!["max_output_tokens"]).ShouldBe(12);
    }

    [Fact]
    public void When_a_budget_begins_anew_is_not_said_where_nobody_knows_or_it_never_does()
    {
        Refusal.Of(Spent("acme"), new(Scope)).ResetsAt.ShouldBeNull();
        Refusal.Of(Spent("acme", BudgetPeriod.Total), new(Scope) { Now = Now }).ResetsAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 429)]
    [InlineData(402, 402)]
    [InlineData(403, 403)]
    public void What_is_spent_has_the_status_of_whoever_asks_and_what_passes_has_its_own(int wanted, int status)
    {
        Refusal.Of(Spent("acme"), new(Scope) { SpentStatus = wanted }).Status.ShouldBe(status);
        Refusal.Of(Limited(TimeSpan.FromMilliseconds(1_234.5)), new(Scope) { SpentStatus = wanted }).Status.ShouldBe(429);
    }

    [Fact]
    public void Another_status_is_a_mistake() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Refusal.Of(Spent("acme"), new(Scope) { SpentStatus = 500 })).Message.ShouldContain("402, 403 or 429");

    [Fact]
    public void A_limit_says_when_to_come_again_in_whole_seconds_and_in_milliseconds()
    {
        var refusal = Refusal.Of(Limited(TimeSpan.FromMilliseconds(1_234.5)), new(Scope));
        var headers = refusal.Headers.ToDictionary();
        (headers["Retry-After"], headers["retry-after-ms"]).ShouldBe(("2", "1235"));
        (refusal.Type, refusal.Code).ShouldBe(("requests", "rate_limit_exceeded"));
        JsonNode.Parse(refusal.ToOpenAi())!["error"]!["limit"]!.ToJsonString().ShouldBe(
            """{"owner":"acme/search","name":"requests","unit":"requests","amount":600,"room":0,"needed":1}""");
    }

    [Fact]
    public void A_decision_that_allows_is_no_refusal() =>
        Should.Throw<ArgumentException>(() => Refusal.Of(new Decision { Verdict = Verdict.Allow, Reason = Reason.Fits }, new(Scope)));

    private static Decision Refused(Reason reason) => new() { Verdict = Verdict.Deny, Reason = reason, Incarnation = new Incarnation("gate-1"), Number = 7 };

    private static Decision Spent(string scope, BudgetPeriod period = BudgetPeriod.Month)
    {
        var budget = new BudgetPlan(ScopePath.Parse(scope), "month", BudgetUnit.Usd, Money.FromUsd(500).NanoUsd, period, BudgetCalendar.Utc, Enforcement.Hard, Pacing.Off);
        return Refused(Reason.BudgetExceeded) with
        {
            Blocker = new Blocker(budget, budget.Cap, Nanos("499.98"), Nanos("0.12"), Nanos("0.02"), Nanos("0.01")),
            MaxAffordable = new TokenCount(12),
        };
    }

    private static Decision Limited(TimeSpan wait)
    {
        var limit = new LimitOf(RateOwnerId.Of(Scope), new LimitPlan("requests", LimitUnit.Requests, 600, 60, WhenAway.Deny));
        return Refused(Reason.RateLimited) with { Blocker = new Blocker(limit, 600, 1, 0), Wait = wait };
    }

    private static long Nanos(string usd) => Money.Parse(usd).NanoUsd;
}
