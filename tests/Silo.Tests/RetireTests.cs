using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class RetireTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public async Task InitializeAsync()
    {
        await _silo.InitializeAsync();
        await _silo.ApplyAsync(Meshes.With(usd: "100 USD"));
    }

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_retired_gateway_is_lent_nothing_and_what_it_had_is_forfeited()
    {
        var gate = new TestGate(_silo.Gateway, "gate-1", "acme", "month");
        await gate.AskAsync(5_000_000);
        gate.Granted.ShouldBeGreaterThan(0);

        var retired = await _silo.Admin.PostAsync("/v1/gateways/gate-1/retire", null).JsonAsync();
        ((string)retired["scopes"]!.AsArray().ShouldHaveSingleItem()!).ShouldBe("acme");
        (await _silo.Admin.PostAsync("/v1/gateways/gate-1/retire", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await gate.SendAsync(5_000_000)).Scopes[0].Status.ShouldBe("incarnation_closed");
        var window = (await _silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync())["budgets"]![0]!["windows"]![0]!;
        Money.Parse((string)window["forfeited"]!).NanoUsd.ShouldBe(gate.Granted);
        ((string)window["free"]!).ShouldBe("0");
    }

    [Theory]
    [InlineData("nobody", HttpStatusCode.NotFound, "no scope's books")]
    [InlineData("no%20body", HttpStatusCode.BadRequest, "letters, digits")]
    public async Task Who_is_not_known_cannot_be_retired(string id, HttpStatusCode status, string word) =>
        (await _silo.Admin.PostAsync($"/v1/gateways/{id}/retire", null).ProblemAsync(status)).Detail().ShouldContain(word);
}
