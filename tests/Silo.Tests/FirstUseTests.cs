using System.Net;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

public sealed class FirstUseTests : IAsyncLifetime
{
    private const string Pattern = "acme/*/run-*", Escaped = "acme%2F*%2Frun-*";
    private readonly TestSilo _silo = new();

    public async Task InitializeAsync()
    {
        await _silo.InitializeAsync();
        await _silo.ApplyAsync(Meshes.With().Replace(
            "prices:",
            """
              "acme/*/run-*":
                at_most: 3
                budgets:
                  - {name: total, amount: 5 USD, period: total}
            prices:
            """, StringComparison.Ordinal));
    }

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task The_first_request_makes_a_scope_as_long_as_the_pattern_has_room()
    {
        for (var run = 1; run <= 3; run++)
            (await Gate(run).AskAsync(1_000_000_000)).Scopes[0].Status.ShouldBe("accepted");

        var refused = (await Gate(4).AskAsync(1_000_000_000)).Scopes[0];

        refused.Status.ShouldBe(WireMapping.TooManyScopes);
        refused.Problem.ShouldNotBeNull().ShouldContain("pattern acme/*/run-* has made 3 scopes");
        (await Gate(2).AskAsync(1_000_000_000)).Scopes[0].Status.ShouldBe("accepted");
        var metrics = await _silo.Admin.GetStringAsync("/metrics");
        metrics.ShouldContain("budgetmesh_scopes_made_total{pattern=\"acme/*/run-*\"} 3");
        metrics.ShouldNotContain("run-1");
        (await _silo.Admin.GetAsync("/v1/scopes/acme/search/run-4").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain("neither the mesh nor the books");
    }

    [Fact]
    public async Task Made_scopes_are_listed_by_pattern_or_left_out()
    {
        var gate = Gate(1);
        await gate.AskAsync(1_000_000_000);
        gate.Charged = gate.Settled = 400_000_000;
        await gate.PauseAsync();
        await Gate(2).AskAsync(1_000_000_000);

        (await NamesAsync("")).ShouldBe(["acme", "acme/search", "acme/search/run-1", "acme/search/run-2"]);
        (await NamesAsync("?made=false")).ShouldBe(["acme", "acme/search"]);
        (await NamesAsync($"?pattern={Escaped}&limit=1")).ShouldBe(["acme/search/run-1"]);
        (await NamesAsync($"?pattern={Escaped}&limit=1&after=acme/search/run-1")).ShouldBe(["acme/search/run-2"]);
        var pattern = (await _silo.Admin.GetAsync("/v1/patterns").JsonAsync())["patterns"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)pattern["pattern"]!, (int)pattern["at_most"]!, (long)pattern["scopes"]!).ShouldBe((Pattern, 3, 2));
        var budget = pattern["budgets"]![0]!;
        ((string)budget["spent"]!, (string)budget["spent_most"]!, (string)budget["free"]!, (string)budget["beyond_most"]!).ShouldBe(("0.4", "0.4", "1", "0"));
        var holds = await _silo.Admin.GetAsync("/v1/holds").JsonAsync();
        ((string)holds["holds"]!.AsArray().ShouldHaveSingleItem()!["scope"]!).ShouldBe("acme/search/run-2");
    }

    [Fact]
    public async Task A_gateway_that_comes_back_is_told_how_its_counters_stand()
    {
        var gate = Gate(1);
        await gate.AskAsync(1_000_000_000);
        gate.Charged = gate.Settled = 400_000_000;
        await gate.PauseAsync();

        var back = new TestGate(_silo.Gateway, "gate-1", "acme/search/run-1", "total");
        var terms = (await back.SendAsync(0)).Scopes[0].Slices.ShouldHaveSingleItem();

        terms.Own.ShouldBe(new CountersLine(1_000_000_000, 600_000_000, 400_000_000, 0, 400_000_000, 0, 0));
        terms.Mode.ShouldBe("exact");
    }

    [Fact]
    public async Task A_retired_gateway_is_closed_where_something_of_it_is_at_stake()
    {
        await Gate(1).AskAsync(1_000_000_000);

        var retired = await _silo.Admin.PostTextAsync("/v1/gateways/gate-1/retire", "").JsonAsync();

        ((string)retired["scopes"]!.AsArray().ShouldHaveSingleItem()!).ShouldBe("acme/search/run-1");
    }

    private TestGate Gate(int run) => new(_silo.Gateway, $"gate-{run}", $"acme/search/run-{run}", "total");

    private async Task<string[]> NamesAsync(string query) =>
        [.. (await _silo.Admin.GetAsync($"/v1/scopes{query}").JsonAsync())["scopes"]!.AsArray().Select(scope => (string)scope!["scope"]!)];
}
