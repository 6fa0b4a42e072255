using System.Net;
using System.Text.Json.Nodes;
using BudgetMesh.Proxies.Tests.World;
using YamlDotNet.RepresentationModel;

namespace BudgetMesh.Proxies.Tests;

/// <summary>Envoy is not here; what its configuration says of the check is done instead, against a real agent.</summary>
public sealed class EnvoyTests
{
    private static readonly YamlMappingNode Connections = (YamlMappingNode)Read()["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"];
    private static readonly YamlNode Check = ((YamlSequenceNode)Connections["http_filters"]).Single(static filter => Text(filter["name"]) == "envoy.filters.http.ext_authz")["typed_config"];

    [Theory]
    [InlineData("500", "openai/gpt-large")]
    [InlineData("0.002", "openai/gpt-small")]
    public async Task What_the_check_answers_leads_to_a_route(string budgetUsd, string deployment)
    {
        await using var world = await ProxyWorld.StartAsync(budgetUsd);
        using var answer = await CheckAsync(world, """{"model":"any","max_tokens":200,"messages":[{"role":"user","content":"hello"}]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var upstream = Allowed(answer, Check["http_service"]["authorization_response"]["allowed_upstream_headers"]);
        var routes = ((YamlSequenceNode)Connections["route_config"]["virtual_hosts"][0]["routes"]).Select(static route => (YamlMappingNode)route["match"])
            .Where(static match => match.Children.ContainsKey("headers")).Select(static match => (Name: Text(match["headers"][0]["name"]), Value: Text(match["headers"][0]["string_match"]["exact"])));
        routes.Single(route => upstream[route.Name] == route.Value).Value.ShouldBe(deployment);

        // And whoever reads the answer settles with what it was told.
        using var client = await world.ClientAsync(world.Agent);
        using var settled = await client.PostAsync($"/v1/holds/{upstream["x-budgetmesh-hold-id"]}/settle", new StringContent("""{"usage":{"usage":{"prompt_tokens":10,"completion_tokens":20}}}"""));
        settled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.SpentInTheEndAsync()).ShouldBe(deployment == "openai/gpt-large" ? 10 * 5_000 + 20 * 25_000 : 10 * 250 + 20 * 2_000);
    }

    [Fact]
    public async Task A_refusal_reaches_the_client_whole()
    {
        await using var world = await ProxyWorld.StartAsync("0.000001");
        using var answer = await CheckAsync(world, """{"model":"any","max_tokens":200,"messages":[]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        ((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["code"]!).ShouldBe("team_budget_exceeded");
        var told = Allowed(answer, Check["http_service"]["authorization_response"]["allowed_client_headers"]);
        told["x-should-retry"].ShouldBe("false");
        told["x-budgetmesh-decision"].ShouldBe("deny");
    }

    /// <summary>As ext_authz asks: method and path of the client behind the prefix, its body, and of its headers those that are allowed.</summary>
    private static async Task<HttpResponseMessage> CheckAsync(ProxyWorld world, string body)
    {
        int.Parse(Text(Check["with_request_body"]["max_request_bytes"]), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(Http.RequestRules.BodyBytesMax);
        using var client = await world.ClientAsync(world.Agent);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Text(Check["http_service"]["path_prefix"])}/v1/chat/completions") { Content = new StringContent(body) };
        Matches("authorization", Check["allowed_headers"]).ShouldBeTrue();
        var own = ((YamlSequenceNode)Connections["http_filters"])[0]["typed_config"]["mutations"]["request_mutations"];
        foreach (var header in ((YamlSequenceNode)own).Where(static change => ((YamlMappingNode)change).Children.ContainsKey("append")).Select(static change => change["append"]["header"]))
        {
            Matches(Text(header["key"]), Check["allowed_headers"]).ShouldBeTrue();
            request.Headers.Add(Text(header["key"]), Text(header["value"]));
        }

        return await client.SendAsync(request);
    }

    private static Dictionary<string, string> Allowed(HttpResponseMessage answer, YamlNode patterns) =>
        answer.Headers.Where(header => Matches(header.Key, patterns)).ToDictionary(static header => header.Key.ToLowerInvariant(), static header => header.Value.Single());

    private static bool Matches(string header, YamlNode patterns) => ((YamlSequenceNode)patterns["patterns"]).Any(pattern =>
        ((YamlMappingNode)pattern).Children.Single() is var rule && Text(rule.Key) switch
        {
            "exact" => header.Equals(Text(rule.Value), StringComparison.OrdinalIgnoreCase),
            "prefix" => header.StartsWith(Text(rule.Value), StringComparison.OrdinalIgnoreCase),
            var other => throw new InvalidOperationException($"{other} is no way to match that this test knows"),
        });

    private static YamlNode Read()
    {
        using var reader = new StreamReader(Path.Combine(AppContext.BaseDirectory, "deploy", "envoy", "envoy.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
