using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class RetireTests : SiloWithMesh
{
    [Fact]
    public async Task A_retired_gateway_is_lent_nothing_and_what_it_had_is_forfeited()
    {
        var gate = new TestGate(Silo.Gateway, "gate-1", "acme", "month");
        await gate.AskAsync(5_000_000);
        gate.Granted.ShouldBeGreaterThan(0);

        var retired = await Silo.Admin.PostAsync("/v1/gateways/gate-1/retire", null).JsonAsync();
        ((string)retired["scopes"]!.AsArray().ShouldHaveSingleItem()!).ShouldBe("acme");
        (await Silo.Admin.PostAsync("/v1/gateways/gate-1/retire", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await gate.SendAsync(5_000_000)).Scopes[0].Status.ShouldBe("incarnation_closed");
        var window = (await Silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync())["budgets"]![0]!["windows"]![0]!;
        Money.Parse((string)window["forfeited"]!).NanoUsd.ShouldBe(gate.Granted);
        ((string)window["free"]!).ShouldBe("0");
    }

    [Theory]
    [InlineData("nobody", HttpStatusCode.NotFound, "no scope's books")]
    [InlineData("no%20body", HttpStatusCode.BadRequest, "letters, digits")]
    public async Task Who_is_not_known_cannot_be_retired(string id, HttpStatusCode status, string word) =>
        (await Silo.Admin.PostAsync($"/v1/gateways/{id}/retire", null).ProblemAsync(status)).Detail().ShouldContain(word);
}
