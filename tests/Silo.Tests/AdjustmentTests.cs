using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class AdjustmentTests : SiloWithMesh
{
    [Fact]
    public async Task An_opening_balance_is_taken_once_shown_and_listed_after_a_restart()
    {
        const string Opening = """{"id":"march","budget":"month","kind":"opening","amount":"-40.5 USD","reason":"spent before the start","author":"finance"}""";
        var made = await Silo.Admin.PostJsonAsync("/v1/scopes/acme/adjustments", Opening).JsonAsync(HttpStatusCode.Created);
        var again = await Silo.Admin.PostJsonAsync("/v1/scopes/acme/adjustments", Opening).JsonAsync();

        ((bool)made["repeated"]!, (bool)again["repeated"]!).ShouldBe((false, true));
        again["adjustment"]!.ToJsonString().ShouldBe(made["adjustment"]!.ToJsonString());
        await Silo.RestartAsync();
        var window = (await Silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync())["budgets"]![0]!["windows"]![0]!;
        ((string)window["adjusted"]!, (string)window["available"]!).ShouldBe(("-40.5", "59.5"));
        var row = (await Silo.Admin.GetAsync("/v1/adjustments?scope=acme").JsonAsync())["adjustments"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)row["id"]!, (string)row["kind"]!, (string)row["amount"]!, (string)row["author"]!).ShouldBe(("march", "opening", "-40.5", "finance"));
    }

    [Fact]
    public async Task Without_an_author_it_is_the_keys_owner()
    {
        var made = await Silo.Admin.PostJsonAsync("/v1/scopes/acme/search/adjustments", """{"id":"x","budget":"calls","kind":"credit","amount":"3 requests","reason":"launch"}""")
            .JsonAsync(HttpStatusCode.Created);
        ((string)made["adjustment"]!["author"]!).ShouldContain("test admin");
        ((long)made["adjustment"]!["amount"]!).ShouldBe(3);
    }

    [Fact]
    public async Task The_same_id_for_something_else_is_a_conflict()
    {
        await Silo.Admin.PostJsonAsync("/v1/scopes/acme/adjustments", Credit("1 USD")).JsonAsync(HttpStatusCode.Created);
        (await Silo.Admin.PostJsonAsync("/v1/scopes/acme/adjustments", Credit("2 USD")).ProblemAsync(HttpStatusCode.Conflict)).Detail().ShouldContain("take another id");
    }

    [Theory]
    [InlineData("acme", "1 tokens", HttpStatusCode.BadRequest, "write a number and USD")]
    [InlineData("acme", "1.0000000001 USD", HttpStatusCode.BadRequest, "at most 9")]
    [InlineData("acme", "-1 USD", HttpStatusCode.Conflict, "without a minus")]
    [InlineData("acme/search", "1 USD", HttpStatusCode.BadRequest, "it has calls")]
    [InlineData("nobody", "1 USD", HttpStatusCode.BadRequest, "no budgets on nobody")]
    public async Task What_cannot_be_is_said(string scope, string amount, HttpStatusCode status, string word) =>
        (await Silo.Admin.PostJsonAsync($"/v1/scopes/{scope}/adjustments", Credit(amount)).ProblemAsync(status)).Detail().ShouldContain(word);

    [Fact]
    public async Task A_kind_that_is_none_is_said_and_gateways_may_not_adjust()
    {
        (await Silo.Admin.PostJsonAsync("/v1/scopes/acme/adjustments", Credit("1 USD").Replace("credit", "gift")).ProblemAsync(HttpStatusCode.BadRequest))
            .Detail().ShouldContain("opening, credit, refund, correction");
        (await Silo.Gateway.PostJsonAsync("/v1/scopes/acme/adjustments", Credit("1 USD"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string Credit(string amount) => $$"""{"id":"a-1","budget":"month","kind":"credit","amount":"{{amount}}","reason":"launch","author":"finance"}""";
}
