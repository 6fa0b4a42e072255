using System.Net;

namespace BudgetMesh.Silo.Tests.Decisions;

public sealed class DecisionApiTests(DecisionSilo world) : IClassFixture<DecisionSilo>
{
    [Fact]
    public async Task A_request_is_allowed_with_all_that_a_gateway_needs_and_settled_once()
    {
        using var response = await world.Search.PostJsonAsync("/v1/decisions", """{"input_tokens":100,"max_output_tokens":100,"task":"summarize","priority":"interactive"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var decision = await Task.FromResult(response).JsonAsync();
        ((string)decision["verdict"]!, (string)decision["reason"]!, (string)decision["deployment"]!, (string)decision["model"]!, (string)decision["bound_usd"]!)
            .ShouldBe(("allow", "fits", "lab/best", "best", "0.02"));
        ((long)decision["max_output_tokens"]!, (string)decision["output_bound_by"]!).ShouldBe((100, "client"));
        ((long)decision["expires_in_ms"]!).ShouldBeGreaterThan(0);
        response.Headers.GetValues("x-budgetmesh-deployment").ShouldBe(["lab/best"]);
        response.Headers.GetValues("x-budgetmesh-decision-id").ShouldBe([(string)decision["decision_id"]!]);

        var hold = (string)decision["hold_id"]!;
        var settled = await world.Search.PostJsonAsync($"/v1/holds/{hold}/settle", """{"input_tokens":90,"output_tokens":10}""").JsonAsync();
        ((string)settled["outcome"]!).ShouldBe("resolved");
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/settle", """{"input_tokens":90,"output_tokens":10}""").JsonAsync())["outcome"]!).ShouldBe("already_resolved");
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/void", "{}").JsonAsync())["outcome"]!).ShouldBe("already_resolved");
    }

    [Fact]
    public async Task A_hold_is_settled_with_the_providers_own_words()
    {
        var hold = await HoldAsync(world.Gateway, """{"scope":"acme/search","input_tokens":100,"max_output_tokens":100}""");
        (await DecisionSilo.ErrorAsync(world.Gateway.PostJsonAsync($"/v1/holds/{hold}/settle", """{"usage":{"id":"x","usage":{"prompt_tokens":"many"}}}"""), HttpStatusCode.BadRequest))["message"]!
            .GetValue<string>().ShouldContain("still open");
        await DecisionSilo.ErrorAsync(world.Gateway.PostJsonAsync($"/v1/holds/{hold}/settle", """{"usage":{"id":"x","model":"\ud800","usage":{"prompt_tokens":90,"completion_tokens":10}}}"""), HttpStatusCode.BadRequest);
        var settled = await world.Gateway.PostJsonAsync($"/v1/holds/{hold}/settle", """{"usage":{"id":"x","model":"best","usage":{"prompt_tokens":90,"completion_tokens":10}}}""").JsonAsync();
        ((string)settled["outcome"]!).ShouldBe("resolved");
    }

    [Fact]
    public async Task A_hold_lasts_longer_and_covers_more_when_it_is_told_to()
    {
        var hold = await HoldAsync(world.Search, """{"input_tokens":100,"max_output_tokens":100}""");
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/extend", """{"lasts_ms":60000}""").JsonAsync())["outcome"]!).ShouldBe("extended");
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/extend", """{"max_output_tokens":100000}""").JsonAsync())["outcome"]!).ShouldBe("exceeds");
        await DecisionSilo.ErrorAsync(world.Search.PostJsonAsync($"/v1/holds/{hold}/extend", "{}"), HttpStatusCode.BadRequest);
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/void", "").JsonAsync())["outcome"]!).ShouldBe("resolved");
        ((string)(await world.Search.PostJsonAsync($"/v1/holds/{hold}/extend", """{"lasts_ms":1}""").JsonAsync())["outcome"]!).ShouldBe("already_resolved");
    }

    [Fact]
    public async Task Who_has_spent_all_gets_the_refusal_that_its_key_asks_for_and_no_invitation_to_come_again()
    {
        var broke = await world.KeyOfAsync("acme/broke", ""","refusal_status":403""");
        using var response = await broke.PostJsonAsync("/v1/decisions", """{"input_tokens":100,"max_output_tokens":100}""");
        var error = await DecisionSilo.ErrorAsync(Task.FromResult(response), HttpStatusCode.Forbidden);
        ((string)error["code"]!, (string)error["type"]!, (string)error["budget"]!["scope"]!).ShouldBe(("team_budget_exceeded", "insufficient_quota", "acme/broke"));
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
        response.Headers.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_says_when_to_come_again()
    {
        while (await HoldAsync(world.Gateway, """{"scope":"acme/chat","input_tokens":1,"max_output_tokens":1}""", orLimited: true) is not null)
        {
        }

        using var response = await world.Gateway.PostJsonAsync("/v1/decisions", """{"scope":"acme/chat","input_tokens":1,"max_output_tokens":1}""");
        var error = await DecisionSilo.ErrorAsync(Task.FromResult(response), HttpStatusCode.TooManyRequests);
        ((string)error["code"]!).ShouldBe("rate_limit_exceeded");
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        response.Headers.Contains("x-should-retry").ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_hold_and_serves_no_other_request()
    {
        var first = await WithKeyAsync(world.Search, "k-1", 100).JsonAsync();
        var again = await WithKeyAsync(world.Search, "k-1", 100).JsonAsync();
        again.ToJsonString().ShouldBe(first.ToJsonString());
        ((string)(await DecisionSilo.ErrorAsync(WithKeyAsync(world.Search, "k-1", 101), HttpStatusCode.Conflict))["code"]!).ShouldBe("idempotency_key_reused");
        ((string)(await WithKeyAsync(world.Gateway, "k-1", 100).JsonAsync())["decision_id"]!).ShouldNotBe((string)first["decision_id"]!);
        await DecisionSilo.ErrorAsync(WithKeyAsync(world.Search, new string('k', 256), 100), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Many_are_decided_and_ended_at_once_each_by_itself()
    {
        var batch = await world.Gateway.PostJsonAsync(
            "/v1/decisions/batch",
            """{"requests":[{"scope":"acme/search","input_tokens":100,"max_output_tokens":100},{"scope":"acme/broke","input_tokens":100,"max_output_tokens":100},{"scope":"acme/search","input_tokens":1,"max_output_tokens":1}]}""").JsonAsync();
        batch["decisions"]!.AsArray().Select(one => (int)one!["status"]!).ShouldBe([200, 429, 200]);
        ((string)batch["decisions"]![1]!["refusal"]!["error"]!["code"]!).ShouldBe("team_budget_exceeded");
        var (a, b) = ((string)batch["decisions"]![0]!["decision"]!["hold_id"]!, (string)batch["decisions"]![2]!["decision"]!["hold_id"]!);

        var ended = await world.Gateway.PostJsonAsync(
            "/v1/holds/batch", $$$"""{"holds":[{"hold_id":"{{{a}}}","settle":{"input_tokens":1,"output_tokens":1}},{"hold_id":"{{{b}}}"},{"hold_id":"other-0123456789ab-1.0"},{"hold_id":"none"}]}""").JsonAsync();
        ended["holds"]!.AsArray().Select(one => (int)one!["status"]!).ShouldBe([200, 200, 404, 400]);
    }

    [Fact]
    public async Task A_key_speaks_for_its_scope_and_what_is_below_and_for_nobody_else()
    {
        (await world.Search.PostJsonAsync("/v1/decisions", """{"scope":"acme/search/run-1","input_tokens":1,"max_output_tokens":1}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var other in new[] { "acme", "acme/chat", "acme/searching" })
        {
            var error = await DecisionSilo.ErrorAsync(world.Search.PostJsonAsync("/v1/decisions", $$"""{"scope":"{{other}}","input_tokens":1}"""), HttpStatusCode.Forbidden);
            ((string)error["code"]!).ShouldBe("scope_not_allowed");
        }

        // What others hold is to be seen by nobody else.
        var hold = await HoldAsync(world.Gateway, """{"scope":"acme/chat/x","input_tokens":1,"max_output_tokens":1}""", orLimited: true);
        if (hold is not null)
            await DecisionSilo.ErrorAsync(world.Search.PostJsonAsync($"/v1/holds/{hold}/void", ""), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Me_says_what_is_left_of_every_budget_on_the_way()
    {
        var me = await world.Search.GetAsync("/v1/me").JsonAsync();
        ((string)me["scope"]!).ShouldBe("acme/search");
        me["budgets"]!.AsArray().Select(budget => (string)budget!["scope"]!).ShouldBe(["acme/search", "acme"]);
        var month = me["budgets"]![0]!;
        ((string)month["limit"]!, (bool)month["known"]!).ShouldBe(("1", true));
        Money.Parse((string)month["left"]!).ShouldBeGreaterThan(Money.Zero);
        DateTimeOffset.Parse((string)month["resets_at"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(DateTimeOffset.UtcNow);
        await DecisionSilo.ErrorAsync(world.Gateway.GetAsync("/v1/me"), HttpStatusCode.BadRequest);
        await DecisionSilo.ErrorAsync(world.Gateway.GetAsync("/v1/me?scope=nobody"), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("null", "object")]
    [InlineData("[]", "$")]
    [InlineData("{}", "input_tokens")]
    [InlineData("""{"input_tokens":1} x""", "invalid")]
    [InlineData("""{"input_tokens":-1}""", "input_tokens")]
    [InlineData("""{"input_tokens":1.5}""", "input_tokens")]
    [InlineData("""{"input_tokens":99999999999999999999}""", "input_tokens")]
    [InlineData("""{"input_tokens":1,"max_output_tokens":-1}""", "max_output_tokens")]
    [InlineData("""{"input_tokens":1,"priority":"urgent"}""", "normal, interactive, batch")]
    [InlineData("""{"input_tokens":1,"task":"Has Blanks"}""", "task")]
    [InlineData("""{"input_tokens":1,"cache_writes":"ever"}""", "one_hour")]
    [InlineData("""{"input_tokens":1,"scope":"acme//x"}""", "scope")]
    [InlineData("""{"input_tokens":1,"colour":"red"}""", "colour")]
    public async Task What_makes_no_sense_is_refused_in_words(string body, string word)
    {
        var error = await DecisionSilo.ErrorAsync(world.Search.PostJsonAsync("/v1/decisions", body), HttpStatusCode.BadRequest);
        error.ToJsonString().ShouldContain(word);
        ((string)error["type"]!).ShouldBe("invalid_request_error");
    }

    [Fact]
    public async Task Without_a_key_or_with_an_admins_nothing_is_decided_and_the_error_has_the_form_of_all_others()
    {
        ((string)(await DecisionSilo.ErrorAsync(world.Silo.Stranger.PostJsonAsync("/v1/decisions", "{}"), HttpStatusCode.Unauthorized))["code"]!).ShouldBe("invalid_api_key");
        ((string)(await DecisionSilo.ErrorAsync(world.Silo.Admin.PostJsonAsync("/v1/decisions", "{}"), HttpStatusCode.Forbidden))["code"]!).ShouldBe("wrong_key");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        // Announced, for the server hangs up on a client that is still sending what it has refused.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/decisions") { Content = new StringContent($"{{\"task\":\"{new string('x', 2_000_000)}\"}}"), Headers = { ExpectContinue = true } };
        ((string)(await DecisionSilo.ErrorAsync(world.Search.SendAsync(request), HttpStatusCode.RequestEntityTooLarge))["code"]!).ShouldBe("request_too_large");
    }

    private static Task<HttpResponseMessage> WithKeyAsync(HttpClient client, string key, int tokens)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/decisions")
        {
            Content = new StringContent($$"""{"scope":"acme/search","input_tokens":{{tokens}},"max_output_tokens":10}"""),
            Headers = { { "Idempotency-Key", key } },
        };
        return client.SendAsync(request);
    }

    private static async Task<string?> HoldAsync(HttpClient client, string body, bool orLimited = false)
    {
        using var response = await client.PostJsonAsync("/v1/decisions", body);
        if (orLimited && response.StatusCode == HttpStatusCode.TooManyRequests)
            return null;
        return (string)(await Task.FromResult(response).JsonAsync())["hold_id"]!;
    }
}
