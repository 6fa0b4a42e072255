using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class BlockerTests : LimitedSilo
{
    [Theory]
    [InlineData("acme/chat:calls", "rate_limited", """{"scope":"acme/chat","budget":null,"unit":"requests","needed":1,"headroom":0,"max_affordable":null,"deployment":null,"limit":"calls"}""")]
    [InlineData("acme/chat/run-3:requests", "rate_limited", """{"scope":"acme/chat/run-3","budget":null,"unit":"requests","needed":1,"headroom":0,"max_affordable":null,"deployment":null,"limit":"requests"}""")]
    [InlineData("openai/gpt-5@us:tokens", "capacity_short", """{"scope":null,"budget":null,"unit":"tokens","needed":1,"headroom":0,"max_affordable":null,"deployment":"openai/gpt-5@us","limit":"tokens"}""")]
    [InlineData("openai/gpt-5@us:circuit", "deployment_closed", """{"scope":null,"budget":null,"unit":null,"needed":0,"headroom":0,"max_affordable":null,"deployment":"openai/gpt-5@us","limit":null}""")]
    [InlineData("acme:month", "budget_exceeded", """{"scope":"acme","budget":"month","unit":"usd","needed":"0.000000001","headroom":"0","max_affordable":null,"deployment":null,"limit":null}""")]
    [InlineData("gone:calls", "rate_limited", """{"scope":"gone","budget":"calls","unit":null,"needed":1,"headroom":0,"max_affordable":null,"deployment":null,"limit":null}""")]
    public async Task What_was_short_is_told_with_its_kind_and_unit(string blocker, string reason, string view)
    {
        await SendAsync(blocker, reason);

        var receipt = (await Silo.Admin.GetAsync("/v1/receipts?refused=true").JsonAsync())["receipts"]!.AsArray().ShouldHaveSingleItem()!;

        receipt["blocker"]!.ToJsonString().ShouldBe(view);
        ((long)receipt["retry_after_ms"]!, (string)receipt["batch_bound"]!).ShouldBe((1500, "0.05"));
    }

    [Fact]
    public async Task A_wait_that_cannot_be_is_refused()
    {
        (await Silo.Gateway.PostJsonAsync("/v1/receipts", Body("acme:month", "rate_limited", retryAfterMs: -1)).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("retry_after_ms");
    }

    private async Task SendAsync(string blocker, string reason) => await Silo.Gateway.PostJsonAsync("/v1/receipts", Body(blocker, reason, 1500)).JsonAsync();

    private static string Body(string blocker, string reason, long retryAfterMs) =>
        $$"""
        {"incarnation":"gate-1","receipts":[{"seq":1,"decision":1,"at_unix_ns":1000000000,"kind":"denied","verdict":"defer","reason":"{{reason}}","scope":"acme/chat","deployment":"",
         "input_tokens":10,"output_tokens":0,"bound":"0.1","cost":"0","price_version":"0","plan_version":1,"blocker":"{{blocker}}","needed":1,"headroom":0,"legs":[],
         "retry_after_ms":{{retryAfterMs}},"batch_bound":"0.05"}]}
        """;
}
