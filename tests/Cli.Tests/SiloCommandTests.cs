using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli.Tests;

public sealed class SiloCommandTests : WithSilo
{
    [Fact]
    public async Task After_a_replay_against_it_the_silo_lists_what_was_spent_and_why()
    {
        (await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml))).ExitCode.ShouldBe(ExitCode.Ok);
        var key = await GatewayKeyAsync();

        var replay = await Run(
            "replay", Write("trace.csv", TestMesh.Trace(50)), "--connect", Url, "--key", key, "--scope", "acme/chat/run-1", "--gateways", "2", "--json");

        replay.ExitCode.ShouldBe(ExitCode.Ok, replay.Error);
        var billed = replay.Json.GetProperty("billed_usd").GetString()!;
        (await Run("scopes", "acme/chat", "--json")).Json.GetProperty("scopes")[0].GetProperty("budgets")[0].GetProperty("windows")[0].GetProperty("spent").GetString().ShouldBe(billed);
        (await Run("scopes")).Out.ShouldContain(billed);
        var receipts = (await Run("receipts", "acme", "--limit", "1000", "--json")).Json.GetProperty("receipts").EnumerateArray().ToList();
        receipts.Count.ShouldBe(50);
        receipts.Aggregate(Money.Zero, (sum, receipt) => sum + Money.Parse(receipt.GetProperty("cost").GetString()!)).ToString().ShouldBe(billed);
        (await Run("receipts", "--limit", "3")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        (await Run("holds", "--json")).ExitCode.ShouldBe(ExitCode.Ok);
    }

    [Fact]
    public async Task A_ladder_that_the_silos_mesh_does_not_have_ends_with_2()
    {
        await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml));
        var key = await GatewayKeyAsync();

        var run = await Run("replay", Write("trace.csv", TestMesh.Trace(1)), "--connect", Url, "--key", key, "--scope", "acme", "--ladder", "premium");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("has no ladder \"premium\"; it has default");
    }

    [Fact]
    public async Task A_gateway_with_a_wrong_key_ends_with_4_and_is_told_which_one_it_needs()
    {
        await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml));

        var run = await Run("replay", Write("trace.csv", TestMesh.Trace(1)), "--connect", Url, "--key", "bm_gw_wrong", "--scope", "acme");

        run.ExitCode.ShouldBe(ExitCode.NoSilo);
        run.Error.ShouldContain("the key must be a gateway key of this silo that was not revoked");
    }

    [Fact]
    public async Task Keys_are_made_listed_and_revoked_and_a_gateways_key_opens_no_admin_command()
    {
        var key = (await Run("keys", "create", "gateway", "--label", "edge", "--json")).Json;

        (await Run("keys", "list")).Out.ShouldContain("edge");
        (await CliRun.Of("scopes", "--url", Url, "--key", key.GetProperty("secret").GetString()!)).ExitCode.ShouldBe(ExitCode.NoSilo);
        (await Run("keys", "revoke", key.GetProperty("id").GetString()!)).ExitCode.ShouldBe(ExitCode.Ok);
        (await Run("keys", "revoke", key.GetProperty("id").GetString()!)).ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task A_second_server_on_the_same_directory_ends_with_6_and_a_second_init_is_refused()
    {
        (await CliRun.Of("serve", "--data", Folder)).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.NoStore),
            run => run.Error.ShouldContain("in use"));
        await Silo.DisposeAsync();
        (await CliRun.Of("serve", "--data", Folder, "--init")).ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task An_opening_balance_is_said_as_what_was_spent_and_repeated_by_its_id()
    {
        await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml));
        string[] opening = ["adjust", "acme/chat", "month", "--kind", "opening", "--amount", "12.50 USD", "--reason", "spent before", "--author", "finance", "--id", "march"];

        (await Run(opening)).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(ExitCode.Ok, run.Error), run => run.Out.ShouldContain("march: -12.5 to acme/chat, month"));
        (await Run(opening)).Out.ShouldContain("was made before");
        (await Run("adjust", "acme/chat", "month", "--kind", "correction", "--amount", "-1 USD", "--reason", "invoice 7", "--json")).Json
            .GetProperty("adjustment").GetProperty("amount").GetString().ShouldBe("-1");

        (await Run("adjustments", "acme/chat", "--json")).Json.GetProperty("adjustments").GetArrayLength().ShouldBe(2);
        (await Run("adjustments", "acme/chat")).Out.ShouldContain("spent before");
        (await Run("scopes", "acme/chat")).Out.ShouldContain("-13.5");
        (await Run([.. opening[..^1], "march", "--window", "1"])).ExitCode.ShouldBe(ExitCode.Refused);
        (await Run("adjust", "acme/chat", "month", "--kind", "gift", "--amount", "1 USD", "--reason", "x")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Gateways_are_listed_with_what_they_have_and_retired_by_name()
    {
        await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml));
        var key = (await Run("keys", "create", "gateway", "--label", "edge")).Out.Trim();
        var options = new GateOptions { Name = "edge-1", Urls = [new Uri(Url)], Key = key, DrainPatience = TimeSpan.Zero };
        await using (var gate = await Gate.ConnectAsync(options))
            (await gate.DecideAsync(new Request(ScopePath.Parse("acme/chat/run-1"), new TokenCount(100)))).IsAllowed.ShouldBeTrue();

        var listed = (await Run("gateways", "list", "--json")).Json.GetProperty("gateways")[0];
        listed.GetProperty("state").GetString().ShouldBe("active");
        listed.GetProperty("sums")[0].GetProperty("held").GetString().ShouldNotBe("0");
        (await Run("gateways", "retire", listed.GetProperty("incarnation").GetString()!)).ExitCode.ShouldBe(ExitCode.Ok);
        (await Run("gateways", "list")).Out.ShouldContain("closed");
        (await Run("gateways", "list", "--scopes")).Out.ShouldContain("acme/chat");
        (await Run("gateways", "retire", "nobody")).ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task Without_a_silo_or_a_key_commands_end_with_4_and_2()
    {
        (await CliRun.Of("scopes", "--url", "http://127.0.0.1:1", "--key", "x")).ExitCode.ShouldBe(ExitCode.NoSilo);
        (await CliRun.Of("scopes")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Usage),
            run => run.Error.ShouldContain("BUDGETMESH_KEY"));
        (await Run("scopes", "UPPER")).ExitCode.ShouldBe(ExitCode.Usage);
        (await Run("holds", "--url", "nowhere")).ExitCode.ShouldBe(ExitCode.Usage);
    }
}
