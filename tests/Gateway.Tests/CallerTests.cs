using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests;

public sealed class CallerTests : IAsyncLifetime
{
    private GatewayWorld _world = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _world = await GatewayWorld.StartAsync();
        _client = await _world.ClientAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Headers_say_what_policies_match_and_stay_here()
    {
        using var answer = await SendAsync("/v1/chat/completions", """{"model":"best","messages":[]}""", ("x-budgetmesh-task", "ticket"), ("x-budgetmesh-priority", "batch"), ("x-budgetmesh-caller", "bot"), ("openai-beta", "yes"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var headers = _world.Upstream.Requests.ShouldHaveSingleItem().Headers;
        headers.Keys.ShouldNotContain(name => name.StartsWith("x-budgetmesh", StringComparison.OrdinalIgnoreCase));
        headers["openai-beta"].ShouldBe("yes");
        await _world.SpentInTheEndAsync();
        var receipt = (await _world.ReadAsync("/v1/receipts"))["receipts"]![0]!;
        (receipt["task"]?.GetValue<string>(), receipt["caller"]?.GetValue<string>()).ShouldBe(("ticket", "bot"));
    }

    [Fact]
    public async Task A_header_that_is_no_ascii_goes_on_as_it_came()
    {
        using var answer = await SendAsync("/v1/chat/completions", """{"model":"best","messages":[]}""", ("openai-beta", "ja, größer"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _world.Upstream.Requests.ShouldHaveSingleItem().Headers["openai-beta"].ShouldBe("ja, größer");
    }

    [Fact]
    public async Task The_decision_is_told_in_headers()
    {
        using var answer = await SendAsync("/v1/chat/completions", """{"model":"best","max_tokens":77,"messages":[]}""");
        Header(answer, "x-budgetmesh-decision").ShouldBe("allow");
        Header(answer, "x-budgetmesh-deployment").ShouldBe("openai/gpt-large");
        Header(answer, "x-budgetmesh-max-output-tokens").ShouldBe("77");
        Header(answer, "x-budgetmesh-decision-id").ShouldStartWith("gateway-test");
    }

    [Theory]
    [InlineData("x-budgetmesh-data-class", "Secret", HttpStatusCode.BadRequest)]
    [InlineData("x-budgetmesh-priority", "high", HttpStatusCode.BadRequest)]
    [InlineData("x-budgetmesh-scope", "acme/poor", HttpStatusCode.Forbidden)]
    [InlineData("x-budgetmesh-scope", "acme", HttpStatusCode.Forbidden)]
    [InlineData("x-budgetmesh-scope", "acme/chat/run-1", HttpStatusCode.OK)]
    public async Task What_a_caller_may_not_say_is_not_served(string header, string value, HttpStatusCode status)
    {
        using var answer = await SendAsync("/v1/chat/completions", """{"model":"best","messages":[]}""", (header, value));
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{")]
    [InlineData("/v1/chat/completions", """{"model":"best","max_tokens":1,"max_tokens":100000}""")]
    [InlineData("/v1/messages", "[]")]
    [InlineData("/v1/responses", "")]
    [InlineData("/v1/embeddings", """{"input":"x"}""")]
    public async Task Bad_bodies_are_refused_and_nothing_is_held(string path, string body)
    {
        using var answer = await SendAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["type"]!.GetValue<string>().ShouldBe("invalid_request_error");
        _world.Gateway.Gate.Counters.HoldsOpen.ShouldBe(0);
        _world.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(new byte[33 * 1024 * 1024]) };
        request.Headers.ExpectContinue = true; // and so it is refused before it is sent
        using var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_key_that_nobody_can_look_up_now_is_to_be_tried_again()
    {
        await using var world = await GatewayWorld.StartAsync();
        var key = await world.KeyAsync();
        await world.StopSiloAsync();
        using var client = new HttpClient { BaseAddress = world.Gateway.BaseAddress };
        client.DefaultRequestHeaders.Add("x-api-key", key);
        using var answer = await client.PostAsync("/v1/messages", new StringContent("{}"));
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("api_error");
    }

    [Fact]
    public async Task Responses_are_served_by_the_deployments_of_chats_whole_and_streamed()
    {
        using var whole = await SendAsync("/v1/responses", """{"model":"best","input":"say 3"}""");
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var streamed = await SendAsync("/v1/responses", """{"model":"best","stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"say 4"}]}]}""");
        (await streamed.Content.ReadAsStringAsync()).ShouldContain("response.completed");
        (await _world.SpentInTheEndAsync()).ShouldBe(_world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task A_ladder_without_the_protocol_that_is_asked_in_is_refused_as_such()
    {
        using var answer = await SendAsync("/v1/messages", """{"model":"embed","max_tokens":5,"messages":[]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("ruled_out");
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task It_says_that_it_is_well(string path)
    {
        using var anybody = new HttpClient { BaseAddress = _world.Gateway.BaseAddress };
        using var answer = await anybody.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
