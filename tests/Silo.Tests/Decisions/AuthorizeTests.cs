using System.Net;

namespace BudgetMesh.Silo.Tests.Decisions;

public sealed class AuthorizeTests(DecisionSilo world) : IClassFixture<DecisionSilo>
{
    private const string Chat = "/v1/authorize/v1/chat/completions", Messages = "/v1/authorize/anthropic/v1/messages";

    [Fact]
    public async Task A_body_is_answered_with_the_one_to_forward_and_with_all_that_settles_its_hold()
    {
        using var response = await world.Search.PostJsonAsync(Chat, """{"model":"any","stream":true,"n":2,"max_tokens":40,"messages":[{"role":"user","content":"hello"}],"x":1}""");
        var forwarded = await Task.FromResult(response).JsonAsync();
        forwarded.ToJsonString().ShouldBe("""{"stream_options":{"include_usage":true},"model":"best","stream":true,"n":2,"max_tokens":40,"messages":[{"role":"user","content":"hello"}],"x":1}""");
        (Header(response, "x-budgetmesh-decision"), Header(response, "x-budgetmesh-deployment"), Header(response, "x-budgetmesh-provider"), Header(response, "x-budgetmesh-model"), Header(response, "x-budgetmesh-api"))
            .ShouldBe(("allow", "lab/best", "lab", "best", "openai-chat"));
        Header(response, "x-budgetmesh-max-output-tokens").ShouldBe("80");
        long.Parse(Header(response, "x-budgetmesh-input-tokens")).ShouldBeInRange(10, 60);
        var settled = await world.Search.PostJsonAsync(
            $"/v1/holds/{Header(response, "x-budgetmesh-hold-id")}/settle", """{"api":"openai-chat","usage":{"usage":{"prompt_tokens":9,"completion_tokens":10}}}""").JsonAsync();
        ((string)settled["outcome"]!).ShouldBe("resolved");
    }

    [Fact]
    public async Task Without_a_body_its_length_and_the_stated_bound_are_what_is_held()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Chat);
        request.Headers.Add("x-budgetmesh-input-bytes", "400");
        request.Headers.Add("x-budgetmesh-max-output-tokens", "30");
        using var response = await world.Search.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (Header(response, "x-budgetmesh-input-tokens"), Header(response, "x-budgetmesh-max-output-tokens")).ShouldBe(("201", "30"));
        await world.Search.PostJsonAsync($"/v1/holds/{Header(response, "x-budgetmesh-hold-id")}/void", "").JsonAsync();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("12,5", null)]
    [InlineData("10", "1e3")]
    [InlineData("10", "9999999999")]
    public async Task What_a_proxy_says_of_a_body_that_is_not_there_must_be_a_number(string? bytes, string? bound)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Chat);
        request.Headers.TryAddWithoutValidation("x-budgetmesh-input-bytes", bytes);
        request.Headers.TryAddWithoutValidation("x-budgetmesh-max-output-tokens", bound);
        ((string)(await DecisionSilo.ErrorAsync(world.Search.SendAsync(request), HttpStatusCode.BadRequest))["param"]!).ShouldBe(bound is null ? "x-budgetmesh-input-bytes" : "x-budgetmesh-max-output-tokens");
    }

    [Fact]
    public async Task Rungs_that_the_proxy_cannot_reach_are_passed_by()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent("""{"model":"any","max_tokens":10,"messages":[]}""") };
        request.Headers.Add("x-budgetmesh-deployments", "elsewhere/best, lab/small");
        using var response = await world.Search.SendAsync(request);
        Header(response, "x-budgetmesh-deployment").ShouldBe("lab/small");
        await world.Search.PostJsonAsync($"/v1/holds/{Header(response, "x-budgetmesh-hold-id")}/void", "").JsonAsync();
    }

    [Fact]
    public async Task Each_API_is_refused_in_its_own_form()
    {
        var broke = await world.KeyOfAsync("acme/broke", ""","refusal_status":402""");
        const string Body = """{"model":"any","max_tokens":1000,"messages":[]}""";
        ((string)(await DecisionSilo.ErrorAsync(broke.PostJsonAsync(Chat, Body), HttpStatusCode.PaymentRequired))["code"]!).ShouldBe("team_budget_exceeded");
        ((string)(await DecisionSilo.ErrorAsync(broke.PostJsonAsync(Messages, Body), HttpStatusCode.PaymentRequired))["type"]!).ShouldBe("billing_error");
        ((string)(await broke.PostJsonAsync(Messages, "{").JsonAsync(HttpStatusCode.BadRequest))["type"]!).ShouldBe("error");
        ((string)(await DecisionSilo.ErrorAsync(broke.PostJsonAsync("/v1/authorize/v1/images", Body), HttpStatusCode.NotFound))["message"]!).ShouldContain("/chat/completions");
    }

    [Fact]
    public async Task A_client_of_a_proxy_shows_a_scopes_key_and_may_name_a_scope_below_its_own()
    {
        const string Body = """{"model":"any","max_tokens":10,"messages":[]}""";
        ((string)(await DecisionSilo.ErrorAsync(world.Gateway.PostJsonAsync(Chat, Body), HttpStatusCode.Forbidden))["code"]!).ShouldBe("wrong_key");
        foreach (var (scope, status) in new[] { ("acme/search", HttpStatusCode.OK), ("acme/chat", HttpStatusCode.Forbidden), ("acme", HttpStatusCode.Forbidden) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = new StringContent(Body) };
            request.Headers.Add("x-budgetmesh-scope", scope);
            using var response = await world.Search.SendAsync(request);
            response.StatusCode.ShouldBe(status, scope);
            if (status == HttpStatusCode.OK)
                await world.Search.PostJsonAsync($"/v1/holds/{Header(response, "x-budgetmesh-hold-id")}/void", "").JsonAsync();
        }
    }

    [Fact]
    public async Task Usage_of_an_API_that_there_is_not_is_not_taken()
    {
        var hold = (string)(await world.Search.PostJsonAsync("/v1/decisions", """{"input_tokens":1,"max_output_tokens":1}""").JsonAsync())["hold_id"]!;
        var error = await DecisionSilo.ErrorAsync(world.Search.PostJsonAsync($"/v1/holds/{hold}/settle", """{"api":"chat","usage":{"usage":{}}}"""), HttpStatusCode.BadRequest);
        ((string)error["param"]!, ((string)error["message"]!).Contains("openai-chat", StringComparison.Ordinal)).ShouldBe(("api", true));
        await world.Search.PostJsonAsync($"/v1/holds/{hold}/void", "").JsonAsync();
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
