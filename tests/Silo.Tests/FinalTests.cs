using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>Last words over HTTP, and what the list of gateways says before and after.</summary>
public sealed class FinalTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public async Task InitializeAsync()
    {
        await _silo.InitializeAsync();
        await _silo.ApplyAsync(Meshes.With(usd: "100 USD"));
    }

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_last_word_closes_and_gives_back_all_above_the_ceiling_and_again_nothing()
    {
        var gate = await GateThatHoldsAsync();
        await ListedAsync("active", free: gate.Granted - 3_000_000, held: 3_000_000, forfeited: 0);

        for (var i = 0; i < 2; i++)
        {
            (await SayAsync(Final(gate, seq: 10, ceiling: 4_000_000))).ShouldBe(new FinalAnswer("acme", "closed", null));
            await ListedAsync("closed", free: 0, held: 0, forfeited: 1_000_000);
            var window = (await _silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync())["budgets"]![0]!["windows"]![0]!;
            ((string)window["spent"]!, (string)window["held"]!, (string)window["forfeited"]!, (string)window["available"]!).ShouldBe(("0.003", "0", "0.001", "99.996"));
        }

        (await gate.SendAsync(5_000_000)).Scopes[0].Status.ShouldBe("incarnation_closed");
    }

    [Fact]
    public async Task What_an_old_copy_says_closes_and_gives_nothing_back()
    {
        var gate = await GateThatHoldsAsync();
        (await SayAsync(Final(gate, seq: 1, ceiling: 4_000_000))).Status.ShouldBe("closed");
        await ListedAsync("closed", free: 0, held: 0, forfeited: gate.Granted);
    }

    [Fact]
    public async Task One_scope_that_is_wrong_spoils_nothing_of_the_others()
    {
        var gate = await GateThatHoldsAsync();
        var right = Final(gate, seq: 10, ceiling: 3_000_000);
        var reply = await SendAsync(new FinalsMessage("gate-1", [right with { Scope = "No Scope" }, right with { Seq = 0 }, right with { Scope = "acme/unknown" }, right]));
        reply.Scopes.Select(answer => answer.Status).ShouldBe(["contradiction", "contradiction", "closed", "closed"]);
        reply.Scopes[1].Problem.ShouldNotBeNull().ShouldContain("seq 0");
        (await _silo.Admin.GetAsync("/v1/scopes/acme/unknown")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await SendAsync(new FinalsMessage("not an incarnation", [right]))).Scopes.Single().Status.ShouldBe("contradiction");
    }

    [Theory]
    [InlineData("""{"incarnation":"gate-1","scopes":[null]}""", "null")]
    [InlineData("""{"incarnation":"gate-1"}""", "scopes")]
    [InlineData("""{"incarnation":"gate-1","scopes":[],"more":1}""", "more")]
    public async Task What_is_no_last_word_is_refused(string body, string word) =>
        (await _silo.Gateway.PostJsonAsync("/v1/finals", body).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain(word);

    [Fact]
    public async Task Too_many_scopes_are_refused()
    {
        var line = new FinalLine("acme", 1, true, []);
        using var response = await _silo.Gateway.PostAsJsonAsync(
            Routes.Finals, new FinalsMessage("gate-1", [.. Enumerable.Repeat(line, FinalsMessage.ScopesMax + 1)]), WireJson.Default.FinalsMessage);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Each_budget_is_listed_where_somebody_asks_for_them()
    {
        var gate = await GateThatHoldsAsync();
        var listed = await _silo.Admin.GetAsync("/v1/gateways?scopes=true").JsonAsync();
        var budget = listed["gateways"]!.AsArray().ShouldHaveSingleItem()!["budgets"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)budget["scope"]!, (string)budget["budget"]!, (string)budget["held"]!).ShouldBe(("acme", "month", "0.003"));
        Money.Parse((string)budget["free"]!).NanoUsd.ShouldBe(gate.Granted - 3_000_000);
    }

    private async Task<TestGate> GateThatHoldsAsync()
    {
        var gate = new TestGate(_silo.Gateway, "gate-1", "acme", "month");
        await gate.AskAsync(5_000_000);
        gate.Charged = 3_000_000;
        await gate.SendAsync(0);
        gate.Granted.ShouldBeGreaterThan(4_000_000);
        return gate;
    }

    private static FinalLine Final(TestGate gate, long seq, long ceiling) => new(
        "acme", seq, Complete: true, [new FinalSliceLine("month", gate.Window!.Value, ceiling, gate.Granted, 0, 3_000_000, 0, 3_000_000, 0, 0)]);

    private async Task<FinalAnswer> SayAsync(FinalLine final) => (await SendAsync(new FinalsMessage("gate-1", [final]))).Scopes.ShouldHaveSingleItem();

    private async Task<FinalsReply> SendAsync(FinalsMessage message)
    {
        using var response = await _silo.Gateway.PostAsJsonAsync(Routes.Finals, message, WireJson.Default.FinalsMessage);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.FinalsReply)).ShouldNotBeNull();
    }

    private async Task ListedAsync(string state, long free, long held, long forfeited)
    {
        var gateway = (await _silo.Admin.GetAsync("/v1/gateways").JsonAsync())["gateways"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)gateway["incarnation"]!, (string)gateway["state"]!).ShouldBe(("gate-1", state));
        gateway["budgets"].ShouldBeNull();
        var sum = gateway["sums"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)sum["unit"]!).ShouldBe("usd");
        (Of(sum, "free"), Of(sum, "held"), Of(sum, "forfeited")).ShouldBe((free, held, forfeited));
    }

    private static long Of(JsonNode sum, string amount) => Money.Parse((string)sum[amount]!).NanoUsd;
}
