using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class ScopeTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public async Task InitializeAsync()
    {
        await _silo.InitializeAsync();
        await _silo.ApplyAsync(Meshes.With(usd: "100.000000001 USD"));
    }

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Money_is_a_decimal_string_and_counts_are_numbers()
    {
        var page = await _silo.Admin.GetAsync("/v1/scopes").JsonAsync();

        var scopes = page["scopes"]!.AsArray();
        scopes.Select(scope => (string)scope!["scope"]!).ShouldBe(["acme", "acme/search"]);
        ((string)scopes[0]!["budgets"]![0]!["windows"]![0]!["available"]!).ShouldBe("100.000000001");
        ((long)scopes[1]!["budgets"]![0]!["windows"]![0]!["available"]!).ShouldBe(10);
        page["next"].ShouldBeNull();
    }

    [Fact]
    public async Task Scopes_come_in_pages_and_by_subtree()
    {
        var first = await _silo.Admin.GetAsync("/v1/scopes?limit=1").JsonAsync();
        var second = await _silo.Admin.GetAsync($"/v1/scopes?limit=1&after={first["next"]}").JsonAsync();
        var under = await _silo.Admin.GetAsync("/v1/scopes?under=acme/search").JsonAsync();

        ((string)first["scopes"]![0]!["scope"]!).ShouldBe("acme");
        ((string)second["scopes"]![0]!["scope"]!).ShouldBe("acme/search");
        ((string)under["scopes"]!.AsArray().ShouldHaveSingleItem()!["scope"]!).ShouldBe("acme/search");
    }

    [Fact]
    public async Task A_scope_is_found_with_its_slashes_escaped_too()
    {
        ((string)(await _silo.Admin.GetAsync("/v1/scopes/acme%2Fsearch").JsonAsync())["scope"]!).ShouldBe("acme/search");
    }

    [Theory]
    [InlineData("/v1/scopes/nobody", HttpStatusCode.NotFound, "neither the mesh nor the books")]
    [InlineData("/v1/scopes/NOT%20A%20SCOPE", HttpStatusCode.BadRequest, "lower-case")]
    [InlineData("/v1/scopes?under=Acme", HttpStatusCode.BadRequest, "lower-case")]
    [InlineData("/v1/scopes?limit=0", HttpStatusCode.BadRequest, "limit")]
    [InlineData("/v1/scopes?limit=1001", HttpStatusCode.BadRequest, "1000")]
    [InlineData("/v1/holds?scope=a//b", HttpStatusCode.BadRequest, "empty segment")]
    public async Task What_is_not_there_or_cannot_be_is_said(string path, HttpStatusCode status, string word)
    {
        (await _silo.Admin.GetAsync(path).ProblemAsync(status)).Detail().ShouldContain(word);
    }

    [Fact]
    public async Task Frozen_books_are_shown_and_go_on_after_a_person_has_said_so()
    {
        var gate = new TestGate(_silo.Gateway, "gate-1", "acme/search", "calls");
        await gate.AskAsync(1);
        // A gateway that has seen a version which the store does not have: somebody restored an old copy.
        var ahead = """{"incarnation":"gate-2","round_trip_us":1,"scopes":[{"scope":"acme/search","incarnation":"gate-2","seq":1,"version_seen":999,"epoch_seen":1,"round_trip_us":1,"leaving":false,"slices":[]}]}""";
        await _silo.Gateway.PostJsonAsync("/v1/sync", ahead).JsonAsync();

        ((string)(await _silo.Admin.GetAsync("/v1/scopes/acme/search").JsonAsync())["frozen"]!).ShouldContain("rolled back");
        var after = await _silo.Admin.PostAsync("/v1/scopes/acme/search/unfreeze", null).JsonAsync();

        after["frozen"].ShouldBeNull();
        await gate.AskAsync(3);
        gate.Granted.ShouldBe(3);
    }

    [Theory]
    [InlineData("/v1/scopes/nobody/unfreeze")]
    [InlineData("/v1/scopes/acme/melt")]
    public async Task Only_what_is_there_can_be_unfrozen(string path)
    {
        await _silo.Admin.PostAsync(path, null).ProblemAsync(HttpStatusCode.NotFound);
    }
}
