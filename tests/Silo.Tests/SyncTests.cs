using System.Net;
using System.Net.Http.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

public sealed class SyncTests : SiloWithMesh
{
    [Fact]
    public async Task A_gateway_is_lent_what_it_needs_and_told_the_versions_in_force()
    {
        var gate = new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls");

        var reply = await gate.AskAsync(4);

        gate.Granted.ShouldBe(4);
        (reply.PlanVersion, reply.PriceVersion).ShouldBe((1, 0));
        reply.UtcMs.ShouldBeGreaterThan(1_700_000_000_000);
    }

    [Fact]
    public async Task The_admin_sees_what_gateways_did()
    {
        var gate = new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls");
        await gate.AskAsync(4);
        (gate.Charged, gate.Settled) = (3, 2);
        await gate.SendAsync(0);

        var scope = await Silo.Admin.GetAsync("/v1/scopes/acme/search").JsonAsync();
        var window = scope["budgets"]![0]!["windows"]![0]!;
        var amounts = new[] { "cap", "spent", "held", "free", "available", "forfeited" }.Select(name => (long)window[name]!);
        amounts.ShouldBe([10, 2, 1, 1, 6, 0]);
        DateTimeOffset.Parse((string)window["resets_at"]!, null).Offset.ShouldBeOneOf(TimeSpan.FromHours(1), TimeSpan.FromHours(2));

        var held = (await Silo.Admin.GetAsync("/v1/holds?scope=acme").JsonAsync())["holds"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)held["incarnation"]!, (string)held["state"]!, (long)held["held"]!).ShouldBe(("gate-1", "active", 1));
        var gateway = (await Silo.Admin.GetAsync("/v1/gateways").JsonAsync())["gateways"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)gateway["incarnation"]!, (long)gateway["syncs"]!).ShouldBe(("gate-1", 3));
    }

    [Fact]
    public async Task One_bad_scope_spoils_nothing_of_the_others()
    {
        var slice = new SliceLine("calls", null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        ScopeReport Report(string scope, string incarnation = "gate-1") => new(scope, incarnation, 1, 0, 0, 1_000, false, [slice]);
        var message = new SyncMessage("gate-1", 1_000, [Report("acme/search"), Report("NOT A SCOPE"), Report("nobody"), Report("acme", "gate-2"), Report("acme/search") with { Seq = 0 }]);

        var response = await Silo.Gateway.PostAsJsonAsync(Routes.Sync, message, WireJson.Default.SyncMessage);

        var reply = (await response.Content.ReadFromJsonAsync(WireJson.Default.SyncReply)).ShouldNotBeNull();
        reply.Scopes.Select(scope => scope.Status).ShouldBe(["accepted", "contradiction", "unavailable", "contradiction", "contradiction"]);
        reply.Scopes.Skip(1).ShouldAllBe(scope => scope.Problem != null && scope.Problem.Length > 20);
        (await Silo.Admin.GetStringAsync("/v1/scopes")).ShouldNotContain("nobody");
    }

    [Fact]
    public async Task An_incarnation_that_cannot_be_is_a_contradiction_and_no_fault_of_the_server()
    {
        var report = new ScopeReport("acme/search", "no such thing!", 1, 0, 0, 1_000, false, []);

        var response = await Silo.Gateway.PostAsJsonAsync(Routes.Sync, new SyncMessage("no such thing!", 1, [report]), WireJson.Default.SyncMessage);

        var reply = (await response.Content.ReadFromJsonAsync(WireJson.Default.SyncReply)).ShouldNotBeNull();
        reply.Scopes.ShouldHaveSingleItem().Status.ShouldBe("contradiction");
    }

    [Fact]
    public async Task A_stale_incarnation_is_lent_nothing_told_to_start_anew_and_counted()
    {
        var gate = new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls");
        await gate.AskAsync(4);
        await gate.LeaveAsync();

        var terms = (await gate.SendAsync(4)).Scopes.ShouldHaveSingleItem();

        (terms.Status, terms.Slices.Count).ShouldBe(("incarnation_closed", 0));
        terms.Problem.ShouldBe("gate-1 has left or was retired: start as a new incarnation");
        var window = (await Silo.Admin.GetAsync("/v1/scopes/acme/search").JsonAsync())["budgets"]![0]!["windows"]![0]!;
        ((long)window["free"]!, (long)window["available"]!).ShouldBe((0, 10));
        (await Silo.Admin.GetStringAsync("/metrics")).ShouldContain("budgetmesh_alarms_total{kind=\"closed_incarnation_spoke\"} 1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"incarnation":"a","round_trip_us":1,"scopes":null}""")]
    [InlineData("""{"incarnation":"a","round_trip_us":1,"scopes":[null]}""")]
    [InlineData("""{"incarnation":"a","round_trip_us":1,"scopes":[],"more":1}""")]
    [InlineData("""{"incarnation":"a","round_trip_us":1e99,"scopes":[]}""")]
    public async Task A_message_that_is_none_is_refused_in_words(string body)
    {
        await Silo.Gateway.PostJsonAsync(Routes.Sync, body).ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        var body = $$"""{"incarnation":"{{new string('a', 17 * 1024 * 1024)}}"}""";

        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Sync) { Content = new StringContent(body) };
        request.Headers.ExpectContinue = true;
        await Silo.Gateway.SendAsync(request).ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_restartedSilo_knows_what_was_lent()
    {
        var gate = new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls");
        await gate.AskAsync(4);
        (gate.Charged, gate.Settled) = (3, 3);
        await gate.SendAsync(0);

        await Silo.RestartAsync();

        var window = (await Silo.Admin.GetAsync("/v1/scopes/acme/search").JsonAsync())["budgets"]![0]!["windows"]![0]!;
        ((long)window["spent"]!, (long)window["free"]!, (long)window["available"]!).ShouldBe((3, 1, 6));
    }

    [Fact]
    public async Task Many_gateways_at_once_are_lent_the_cap_and_not_one_more()
    {
        var gates = Enumerable.Range(1, 30).Select(number => new TestGate(Silo.Gateway, $"gate-{number}", "acme/search", "calls")).ToList();

        await Task.WhenAll(gates.Select(gate => gate.AskAsync(1)));

        gates.Sum(gate => gate.Granted).ShouldBe(10);
    }
}
