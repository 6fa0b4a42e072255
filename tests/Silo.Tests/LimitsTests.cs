using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class LimitsTests : LimitedSilo
{
    [Fact]
    public async Task Limits_that_nobody_has_asked_for_are_shown_as_they_were_written()
    {
        var scope = (await Silo.Admin.GetAsync("/v1/limits").JsonAsync())["scopes"]!.AsArray().ShouldHaveSingleItem()!;

        ((string)scope["scope"]!).ShouldBe("acme/chat");
        var calls = scope["limits"]![0]!;
        ((string)calls["limit"]!, (string)calls["unit"]!, (long)calls["amount"]!, (long)calls["burst"]!, (long)calls["lent"]!).ShouldBe(("calls", "requests", 600, 60, 0));
        var concurrent = scope["limits"]![1]!;
        ((string)concurrent["limit"]!, (long)concurrent["amount"]!, (long)concurrent["usable"]!).ShouldBe(("concurrent", 20, 20));
    }

    [Fact]
    public async Task What_a_gateway_was_lent_is_shown_with_how_many_gateways_have_it()
    {
        var answer = await ReportAsync("scope", "acme/chat", "calls", "acme/chat");
        var lent = answer["owners"]![0]!["lines"]![0]!;

        var calls = (await Silo.Admin.GetAsync("/v1/limits?scope=acme").JsonAsync())["scopes"]![0]!["limits"]![0]!;

        ((long)calls["lent"]!).ShouldBe((long)lent["amount"]! / 60);
        ((long)calls["lent"]!).ShouldBeGreaterThan(0);
        ((long)calls["asked"]!).ShouldBeGreaterThan(0);
        ((int)calls["claims"]![0]!["gateways"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_scope_that_requests_make_is_shown_when_it_is_named()
    {
        var made = (await Silo.Admin.GetAsync("/v1/limits?scope=acme/chat/run-7").JsonAsync())["scopes"]!.AsArray().ShouldHaveSingleItem()!;

        ((string)made["scope"]!, (long)made["limits"]![0]!["amount"]!).ShouldBe(("acme/chat/run-7", 30));
        (await Silo.Admin.GetAsync("/v1/limits?scope=acme/search").JsonAsync())["scopes"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Capacity_is_shown_with_what_is_reserved_of_it_and_for_whom()
    {
        await ReportAsync("deployment", "openai/gpt-5@us", "tokens", "acme/chat", waiting: 100);

        var all = (await Silo.Admin.GetAsync("/v1/capacity").JsonAsync())["deployments"]!.AsArray();
        var one = (await Silo.Admin.GetAsync("/v1/capacity?deployment=openai/gpt-5@us").JsonAsync())["deployments"]!.AsArray().ShouldHaveSingleItem()!;

        all.Select(deployment => (string)deployment!["deployment"]!).ShouldBe(["openai/gpt-5@us", "local/llama"]);
        all[1]!["limits"]!.AsArray().ShouldBeEmpty();
        ((string)one["circuit"]!, (string)one["region"]!).ShouldBe(("closed", "us"));
        var tokens = one["limits"]![0]!;
        ((long)tokens["amount"]!, (long)tokens["usable"]!, (long)tokens["reserved"]!, (long)tokens["borrowed"]!).ShouldBe((6000, 6000, 3000, 0));
        tokens["claims"]!.AsArray().Select(claim => ((string)claim!["scope"]!, (long)claim["reserved"]!)).ShouldBe([("acme/chat", 0), ("acme/search", 3000)]);
    }

    [Theory]
    [InlineData("/v1/capacity?deployment=openai/gpt-6", HttpStatusCode.NotFound, "no deployment openai/gpt-6")]
    [InlineData("/v1/limits?scope=Acme", HttpStatusCode.BadRequest, "lower-case")]
    public async Task What_is_not_there_or_cannot_be_is_said(string path, HttpStatusCode status, string word)
    {
        (await Silo.Admin.GetAsync(path).ProblemAsync(status)).Detail().ShouldContain(word);
    }
}
