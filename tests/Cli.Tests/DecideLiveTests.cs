using System.Net.Http.Headers;
using System.Net.Http.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli.Tests;

/// <summary>What would be decided with limits, capacity and circuits as a silo has them.</summary>
public sealed class DecideLiveTests : WithSilo
{
    private static readonly string Mesh =
        TestMesh.Yaml
            .Replace("{id: a/large, tier: premium}", "{id: a/large, tier: premium, capacity: [{rate: 600000 tokens per minute}]}", StringComparison.Ordinal)
            .Replace("prices:", "    limits:\n      - {rate: 600 requests per minute}\nprices:", StringComparison.Ordinal);

    private long _seq;

    [Fact]
    public async Task A_deployment_whose_circuit_is_open_at_the_silo_is_left_alone()
    {
        await ApplyAsync();
        (await Decide()).Out.ShouldSatisfyAllConditions(
            text => text.ShouldContain("It goes to a/large"),
            text => text.ShouldContain("--live asks the silo how they stand now."));
        (await Decide("--live")).Out.ShouldSatisfyAllConditions(
            text => text.ShouldContain("It goes to a/large"),
            text => text.ShouldNotContain("--live"));

        await ReportAsync(new RateOwnerReport("deployment", "a/large", "gate-1", ++_seq, 0, 0, 0, false, []) { Provider = new ProviderLine(0, 0, 0, 100, null, null, null, null, null) });

        (await Decide("--live")).Out.ShouldContain("1. a/large: left alone: its circuit is open");
        var json = (await Decide("--live", "--json")).Json;
        (json.GetProperty("deployment").GetString(), json.GetProperty("reason").GetString(), json.GetProperty("live").GetBoolean()).ShouldBe(("a/small", "deployment_closed", true));
        json.GetProperty("rungs")[0].GetProperty("outcome").GetString().ShouldBe("deployment_closed");
        (await Decide("--json")).Json.GetProperty("deployment").GetString().ShouldBe("a/large");
    }

    [Fact]
    public async Task A_limit_that_is_used_up_at_the_silo_refuses()
    {
        await ApplyAsync();
        var line = new RateLineReport("requests", "acme/chat", "normal", 0, 0, 0, 0, 0, 0, 36_000, 1, 0, 0, 36_000, true);

        // What a gateway reports counts until its lease ends, which a machine that is slow for seconds may outlast.
        var json = default(System.Text.Json.JsonElement);
        for (var tried = 0; tried < 10 && (tried == 0 || json.GetProperty("reason").GetString() == "fits"); tried++)
        {
            await ReportAsync(new RateOwnerReport("scope", "acme/chat", "gate-1", ++_seq, 0, 0, 0, false, [line]));
            json = (await Decide("--live", "--json")).Json;
        }

        (json.GetProperty("verdict").GetString(), json.GetProperty("reason").GetString()).ShouldBe(("deny", "rate_limited"));
        json.GetProperty("rungs")[0].GetProperty("limit").ToString().ReplaceLineEndings("").Replace(" ", "").ShouldBe("""{"limit":"acme/chat:requests","needed":"1request","room":"0requests"}""");
        json.GetProperty("rungs")[0].GetProperty("text").GetString().ShouldBe("a/large: short: needs 1 request of limit acme/chat:requests, which has room for 0 requests now");
    }

    [Fact]
    public async Task A_request_that_is_larger_than_a_burst_needs_no_silo_to_be_told_so()
    {
        var run = await Decide("--input-tokens", "200000", "--json");

        run.Json.GetProperty("rungs")[0].GetProperty("outcome").GetString().ShouldBe("exceeds_limit");
        run.Json.GetProperty("live").GetBoolean().ShouldBeFalse();
        (await CliRun.Of("decide", "--dry-run", "--live", "--mesh", Write("mesh.yaml", Mesh), "--scope", "acme/chat")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    private Task<CliRun> Decide(params string[] arguments) => Run(["decide", "--dry-run", "--mesh", Write("mesh.yaml", Mesh), "--scope", "acme/chat", .. arguments]);

    private async Task ApplyAsync() => (await Run("apply", "-f", Write("mesh.yaml", Mesh))).ExitCode.ShouldBe(ExitCode.Ok);

    private async Task ReportAsync(RateOwnerReport report)
    {
        using var gateway = new HttpClient { BaseAddress = new Uri(Url) };
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await GatewayKeyAsync());
        using var response = await gateway.PostAsJsonAsync(Routes.Rates, new RateMessage("gate-1", [report]), WireJson.Default.RateMessage);
        response.EnsureSuccessStatusCode();
    }
}
