namespace BudgetMesh.Cli.Tests;

public sealed class ApplyTests : WithSilo
{
    [Fact]
    public async Task A_mesh_is_shown_applied_and_then_says_the_same()
    {
        var file = Write("mesh.yaml", TestMesh.Yaml);

        var dry = await Run("apply", "-f", file, "--dry-run");
        dry.Out.ShouldContain("added scope acme/chat, budget month");
        dry.Out.ShouldContain("nothing was applied");
        (await Run("apply", "-f", file, "--json")).Json.GetProperty("version").GetInt64().ShouldBe(1);
        (await Run("apply", "-f", file)).Out.ShouldContain("nothing changes: version 1 says the same");
        (await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml.Replace("50 USD", "60 USD")), "--dry-run")).Out
            .ShouldContain("scope acme/chat, budget month: amount 50 USD → 60 USD");
    }

    [Fact]
    public async Task With_dry_run_a_mesh_is_checked_against_the_new_list_that_it_names()
    {
        await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml));
        Write("prices.json", """[{"id": "b", "name": "B", "api_pattern": "https://b\\.example", "models": [{"id": "new", "match": {"equals": "new"}, "prices": {"input_mtok": 2, "output_mtok": 3}}]}]""");
        var file = Write("mesh.yaml", TestMesh.Yaml.Replace("  - {id: a/small, tier: economy}", "  - {id: a/small, tier: economy}\n  - {id: b/new, tier: standard}").Replace("prices:", "prices:\n  book: prices.json"));

        var dry = await Run("apply", "-f", file, "--dry-run");

        dry.ExitCode.ShouldBe(ExitCode.Ok, dry.Error);
        dry.Out.ShouldContain("b/new");
        dry.Out.ShouldContain("nothing was applied");
        (await Run("apply", "-f", file)).Out.ShouldContain("version 2 is in force");
    }

    [Fact]
    public async Task A_price_list_is_checked_applied_and_then_says_the_same()
    {
        var list = Write("prices.json", """[{"id": "a", "name": "A", "api_pattern": "https://a\\.example", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": 2}}]}]""");

        (await Run("prices", "update", list, "--dry-run")).Out.ShouldContain("nothing was applied");
        (await Run("prices", "update", list)).Out.ShouldContain("version 1 of the prices is in force");
        (await Run("prices", "update", list)).Out.ShouldContain("nothing changes");
    }

    [Fact]
    public async Task The_example_of_a_company_can_be_applied_and_replayed_against()
    {
        var company = Path.Combine(AppContext.BaseDirectory, "company.yaml");

        var dry = await Run("apply", "-f", company, "--dry-run");
        dry.ExitCode.ShouldBe(ExitCode.Ok, dry.Error);
        dry.Out.ShouldContain("added scope company/engineering/agents, budget day");
        (await Run("apply", "-f", company)).Out.ShouldContain("version 1 is in force");
        var replay = await Run("replay", Write("trace.csv", TestMesh.Trace(200)), "--mesh", company, "--spread", "--gateways", "3", "--json");
        replay.ExitCode.ShouldBe(ExitCode.Ok, replay.Error);
        replay.Json.GetProperty("denied").GetInt64().ShouldBe(0);
    }
}
