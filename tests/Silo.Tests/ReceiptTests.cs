using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

public sealed class ReceiptTests : SiloWithMesh
{
    [Fact]
    public async Task Receipts_are_acknowledged_and_read_back_newest_first()
    {
        (await SendAsync(Line(1), Line(2), Line(3))).ShouldBe(3);

        var read = await ReadAsync("");

        read.Select(receipt => (long)receipt["seq"]!).ShouldBe([3, 2, 1]);
        var newest = read[0];
        ((string)newest["decision"]!, (string)newest["cost"]!, (string)newest["reason"]!).ShouldBe(("gate-1:103", "0.000000003", "fits"));
        ((string)newest["at"]!).ShouldBe("2026-03-01T12:00:03+00:00");
        ((string)newest["legs"]![0]!["amount"]!).ShouldBe("0.000000003");
        ((long)newest["legs"]![1]!["amount"]!, (string)newest["legs"]![1]!["unit"]!).ShouldBe((1, "requests"));
    }

    [Fact]
    public async Task A_receipt_says_what_was_stated_which_rules_led_to_it_and_what_shadow_rules_would_have()
    {
        await SendAsync(
            Line(1),
            Line(2) with { Rule = "eu-only, batch", Task = "summarize", Priority = "batch", DataClass = "secret", Caller = "agent-1", Shadow = new ShadowLine("cheaper", "deny", ""), Ahead = new AheadLine("acme:month", 600_000, 500_000) });

        var read = await ReadAsync("");

        ((string)read[0]["rule"]!, (string)read[0]["task"]!, (string)read[0]["priority"]!, (string)read[0]["data_class"]!, (string)read[0]["caller"]!)
            .ShouldBe(("eu-only, batch", "summarize", "batch", "secret", "agent-1"));
        read[0]["shadow"]!.ToJsonString().ShouldBe("""{"rule":"cheaper","verdict":"deny","deployment":null}""");
        read[0]["ahead"]!.ToJsonString().ShouldBe("""{"budget":"acme:month","spent":600000,"course":500000}""");
        (read[1]["rule"], (string)read[1]["priority"]!, read[1]["shadow"], read[1]["ahead"]).ShouldBe((null, "normal", null, null));
    }

    [Fact]
    public async Task A_batch_with_another_spelling_of_a_label_is_refused()
    {
        var batch = new ReceiptBatch("gate-1", [Line(1) with { DataClass = "Secret" }]);
        var response = await Silo.Gateway.PostAsJsonAsync(Routes.Receipts, batch, WireJson.Default.ReceiptBatch);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("receipts[0]: task, data_class and caller are labels");
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_acknowledged_again_and_counted_once()
    {
        await SendAsync(Line(1), Line(2));

        (await SendAsync(Line(1), Line(2))).ShouldBe(2);
        (await SendAsync(Line(2), Line(3))).ShouldBe(3);

        (await ReadAsync("")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Receipts_come_in_pages()
    {
        await SendAsync([.. Enumerable.Range(1, 7).Select(seq => Line(seq))]);
        var seen = new List<long>();
        string? next = null;

        do
        {
            var page = await Silo.Admin.GetAsync($"/v1/receipts?limit=3&before={next}").JsonAsync();
            seen.AddRange(page["receipts"]!.AsArray().Select(receipt => (long)receipt!["seq"]!));
            next = (string?)page["next"];
        }
        while (next is not null);

        seen.ShouldBe([7, 6, 5, 4, 3, 2, 1]);
    }

    [Theory]
    [InlineData("scope=acme", 3)]
    [InlineData("scope=acme/search", 3)]
    [InlineData("scope=acme/other", 0)]
    [InlineData("decision=gate-1:102", 1)]
    [InlineData("from=2026-03-01T12:00:02Z", 2)]
    [InlineData("to=2026-03-01T13:00:02%2B01:00", 1)]
    [InlineData("to=2026-03-01T13:00:02+01:00", 1)]
    public async Task Receipts_are_found_by_scope_time_and_decision(string query, int count)
    {
        await SendAsync(Line(1), Line(2), Line(3));

        (await ReadAsync(query)).Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("decision=7")]
    [InlineData("decision=gate 1:7")]
    [InlineData("from=yesterday")]
    [InlineData("before=gate-1:7")]
    [InlineData("before=99999999999999999999:gate-1:7")]
    [InlineData("limit=5000")]
    public async Task A_query_that_makes_no_sense_is_refused(string query)
    {
        await Silo.Admin.GetAsync($"/v1/receipts?{query}").ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Receipts_that_cannot_be_are_refused_with_their_place_and_none_of_the_batch_is_kept()
    {
        (string Field, ReceiptLine Line)[] wrong =
        [
            ("seq", Line(1)),
            ("kind", Line(2) with { Kind = "sold" }),
            ("USD", Line(2) with { Cost = "1e3" }),
            ("scope", Line(2) with { Scope = "" }),
            ("tokens", Line(2) with { InputTokens = -1 }),
            ("ahead", Line(2) with { Ahead = new AheadLine("acme:month", 0, 1_000_000) }),
            ("legs", Line(2) with { Legs = [.. Enumerable.Repeat(Line(1).Legs[0], 25)] }),
        ];
        foreach (var (field, line) in wrong)
        {
            var problem = await Silo.Gateway.PostAsJsonAsync(Routes.Receipts, new ReceiptBatch("gate-1", [Line(1), line]), WireJson.Default.ReceiptBatch).ProblemAsync(HttpStatusCode.BadRequest);
            problem.Detail().ShouldContain("receipts[1]");
        }

        (await ReadAsync("")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"incarnation":"gate-1","receipts":[]}""")]
    [InlineData("""{"incarnation":"gate-1","receipts":[null]}""")]
    [InlineData("""{"incarnation":"gate 1","receipts":[null]}""")]
    [InlineData("""{"receipts":[]}""")]
    public async Task A_batch_that_is_none_is_refused(string body)
    {
        await Silo.Gateway.PostJsonAsync(Routes.Receipts, body).ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Acknowledged_receipts_outlive_theSilo()
    {
        await SendAsync(Line(1), Line(2));

        await Silo.RestartAsync();

        (await ReadAsync("")).Count.ShouldBe(2);
    }

    private async Task<long> SendAsync(params ReceiptLine[] lines)
    {
        var response = await Silo.Gateway.PostAsJsonAsync(Routes.Receipts, new ReceiptBatch("gate-1", lines), WireJson.Default.ReceiptBatch);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.ReceiptAck)).ShouldNotBeNull().Through;
    }

    private async Task<List<JsonNode>> ReadAsync(string query) =>
        [.. (await Silo.Admin.GetAsync($"/v1/receipts?{query}").JsonAsync())["receipts"]!.AsArray().Select(receipt => receipt!)];

    private static ReceiptLine Line(long seq) => new(
        seq, 100 + seq, (1_772_366_400 + seq) * 1_000_000_000, "settled", "allow", "fits", "acme/search", "local/llama", 10, 20,
        "0.00000001", new Money(seq).ToString(), "0", 1, "", 0, 0,
        [new ReceiptLegLine("acme", "month", 1_772_319_600, seq), new ReceiptLegLine("acme/search", "calls", 1_772_319_600, 1)]);
}
