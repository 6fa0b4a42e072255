using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BudgetMesh.Silo.Tests;

public sealed class DashboardTests : SiloWithMesh
{
    private const string Counters = "/dashboard/DashboardCounters?exclude=none";

    [Fact]
    public async Task The_dashboard_is_for_admins_alone()
    {
        (await Silo.Stranger.GetAsync(Counters)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Silo.Gateway.GetAsync(Counters)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Silo.Stranger.GetAsync("/dashboard/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_browser_is_asked_for_the_key_as_a_password_and_sends_it_as_one()
    {
        using var asked = await Silo.Stranger.GetAsync(Counters);
        asked.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");

        (await StatusAsync(Counters, $"any name:{Secret(Silo.Admin)}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Counters, $"any name:{Secret(Silo.Gateway)}")).ShouldBe(HttpStatusCode.Forbidden);
        foreach (var wrong in new[] { $"name:{Secret(Silo.Admin)}x", Secret(Silo.Admin), $"{Secret(Silo.Admin)}:", "", ":" })
            (await StatusAsync(Counters, wrong)).ShouldBe(HttpStatusCode.Unauthorized, wrong);
    }

    [Fact]
    public async Task What_a_browser_sends_by_itself_opens_nothing_but_the_dashboard()
    {
        foreach (var route in new[] { "/v1/keys", "/v1/scopes", "/metrics" })
            (await StatusAsync(route, $"any name:{Secret(Silo.Admin)}")).ShouldBe(HttpStatusCode.Unauthorized, route);
    }

    [Fact]
    public async Task The_dashboard_counts_the_owners_that_are_active()
    {
        await Silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync();

        while (!(await Silo.Admin.GetStringAsync(Counters)).Contains("ScopeGrain", StringComparison.Ordinal))
            await Task.Yield();
    }

    [Fact]
    public async Task The_dashboard_shows_the_money_of_a_scope_and_not_who_holds_it()
    {
        await new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls").AskAsync(3);

        var shown = await Silo.Admin.GetStringAsync("/dashboard/GrainState?grainType=BudgetMesh.Grains.ScopeGrain&grainId=acme/search");

        shown.ShouldNotContain("gate-1");
        var window = JsonNode.Parse(JsonNode.Parse(shown)!.GetValue<string>())!["GetState"]!["Windows"]![0]!;
        ((string)window["Budget"]!, (string)window["Cap"]!, (string)window["Lent"]!).ShouldBe(("calls", "10 requests", "3 requests"));
    }

    private static string Secret(HttpClient client) => client.DefaultRequestHeaders.Authorization!.Parameter!;

    private async Task<HttpStatusCode> StatusAsync(string route, string nameAndPassword)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(nameAndPassword)));
        using var answer = await Silo.Stranger.SendAsync(request);
        return answer.StatusCode;
    }
}
