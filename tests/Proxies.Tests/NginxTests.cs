using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Gateway.Tests.World;
using BudgetMesh.Proxies.Tests.World;

namespace BudgetMesh.Proxies.Tests;

/// <summary>Every way on which a request through nginx can end, with its hold.</summary>
public sealed class NginxTests
{
    private const string Chat = "/v1/chat/completions", Messages = "/v1/messages";

    [DebianFact("nginx", "libnginx-mod-http-js")]
    public async Task What_is_forwarded_is_what_was_decided_with_the_providers_key_and_all_answers_are_settled_by_their_usage()
    {
        await using var world = await ProxyWorld.StartAsync();
        await using var nginx = await ProxyProcess.NginxAsync(world);
        using var client = await world.ClientAsync(nginx.Address);
        foreach (var (path, body) in new[]
        {
            (Chat, """{"model":"any","messages":[{"role":"user","content":"say 40 tokens, \"usage\": {\"total_tokens\": 1}"}]}"""),
            (Chat, """{"model":"any","stream":true,"messages":[{"role":"user","content":"say 300"}]}"""),
            ("/v1/responses", """{"model":"any","input":"say 40"}"""),
            ("/v1/responses", """{"model":"any","input":"say 40","stream":true}"""),
            ("/v1/embeddings", """{"model":"any","input":"a text"}"""),
            (Messages, """{"model":"any","max_tokens":100,"messages":[{"role":"user","content":"say 40 “é”"}]}"""),
            (Messages, """{"model":"any","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"say 40"}]}"""),
        })
        {
            using var answer = await PostAsync(client, path, body);
            var said = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, said);
            answer.Headers.GetValues("x-budgetmesh-decision").ShouldBe(["allow"]);
            await world.SettledAsync(said);
        }

        world.Upstream.Requests.Select(static request => request.Deployment).Distinct().ShouldBe(["gpt-large", "embedding", "claude-large"]);
        foreach (var request in world.Upstream.Requests)
        {
            var isAnthropic = request.Deployment == "claude-large";
            ((string)request.Json["model"]!).ShouldBe(request.Deployment);
            request.Headers.GetValueOrDefault("Authorization", "").ShouldBe(isAnthropic ? "" : "Bearer sk-...");
            request.Headers.GetValueOrDefault("x-api-key", "").ShouldBe(isAnthropic ? "sk-ant-..." : "");
        }

        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [DebianFact("nginx", "libnginx-mod-http-js")]
    public async Task A_stream_comes_piece_by_piece_and_one_that_is_cut_is_charged_by_its_pieces()
    {
        await using var world = await ProxyWorld.StartAsync();
        await using var nginx = await ProxyProcess.NginxAsync(world);
        using var client = await world.ClientAsync(nginx.Address);
        using (var request = new HttpRequestMessage(HttpMethod.Post, Chat) { Content = Json("""{"model":"any","stream":true,"max_tokens":50,"messages":[{"role":"user","content":"say 50 wait here"}]}""") })
        using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            for (var tokens = 0; tokens < 5; tokens++)
            {
                // One is let on, and it is here before the next is.
                world.Upstream.LetOn(1);
                while (!(await reader.ReadLineAsync())!.Contains("tok ", StringComparison.Ordinal))
                {
                }
            }
        }

        await world.SettledAsync();
        world.Upstream.LetOn(45);
        // 5 tokens at 25 nano-dollars a thousandth, and an input that nobody has counted: at most what was held, at least nothing.
        (await world.SpentInTheEndAsync()).ShouldBeInRange(5 * 25_000, 5 * 25_000 + 60 * 5_000);
    }

    [DebianFact("nginx", "libnginx-mod-http-js")]
    public async Task What_the_provider_turns_away_costs_nothing_and_what_breaks_off_before_an_answer_is_charged_in_full()
    {
        await using var world = await ProxyWorld.StartAsync();
        await using var nginx = await ProxyProcess.NginxAsync(world);
        using var client = await world.ClientAsync(nginx.Address);
        const string Body = """{"model":"any","max_tokens":100,"messages":[{"role":"user","content":"say 40"}]}""";
        foreach (var status in new[] { 400, 429, 500, 529 })
        {
            world.Upstream.Next("gpt-large", new Fault(status));
            using var answer = await PostAsync(client, Chat, Body);
            ((int)answer.StatusCode).ShouldBe(status);
        }

        await world.SettledAsync();
        world.Upstream.Next("gpt-large", new Fault(0));
        using (var broken = await PostAsync(client, Chat, Body))
            broken.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await world.SettledAsync();
        (await world.SpentInTheEndAsync()).ShouldBeInRange(100 * 25_000, 100 * 25_000 + 60 * 5_000);
    }

    [DebianFact("nginx", "libnginx-mod-http-js")]
    public async Task What_may_not_be_sent_is_answered_as_its_provider_would_and_sent_nowhere()
    {
        await using var world = await ProxyWorld.StartAsync(budgetUsd: "0.000001");
        await using var nginx = await ProxyProcess.NginxAsync(world);
        using var client = await world.ClientAsync(nginx.Address);
        using var spent = await PostAsync(client, Chat, """{"model":"any","max_tokens":100,"messages":[]}""");
        spent.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        spent.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
        spent.Headers.RetryAfter.ShouldBeNull();
        (await ErrorAsync(spent, "code")).ShouldBe("team_budget_exceeded");
        using var anthropic = await PostAsync(client, Messages, """{"model":"any","max_tokens":100,"messages":[]}""");
        (await ErrorAsync(anthropic, "type")).ShouldBe("rate_limit_error");
        using var malformed = await PostAsync(client, Chat, """{"model":"any","messages":[}""");
        malformed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ErrorAsync(malformed, "type")).ShouldBe("invalid_request_error");
        client.DefaultRequestHeaders.Authorization = null;
        using var nobody = await PostAsync(client, Chat, """{"model":"any","messages":[]}""");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var elsewhere = await PostAsync(client, "/budgetmesh/me", "");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        world.Upstream.Requests.ShouldBeEmpty();
    }

    [DebianFact("nginx", "libnginx-mod-http-js")]
    public async Task Where_no_agent_answers_nothing_is_sent_and_clients_are_told_to_come_again()
    {
        await using var world = await ProxyWorld.StartAsync();
        await using var nginx = await ProxyProcess.NginxAsync(world);
        using var client = await world.ClientAsync(nginx.Address);
        await world.SpentInTheEndAsync();
        using var answer = await PostAsync(client, Chat, """{"model":"any","messages":[]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await ErrorAsync(answer, "code")).ShouldBe("agent_unreachable");
        world.Upstream.Requests.ShouldBeEmpty();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) => client.PostAsync(path, Json(body));

    private static async Task<string?> ErrorAsync(HttpResponseMessage answer, string member) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]![member];
}
