using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class MeshTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_mesh_is_applied_and_read_back_with_its_version()
    {
        (await _silo.Admin.GetAsync("/v1/mesh").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain("no mesh");

        var applied = await _silo.Admin.PostTextAsync("/v1/mesh", Meshes.With()).JsonAsync();

        ((long)applied["version"]!, (bool)applied["applied"]!).ShouldBe((1, true));
        applied["changes"]!.AsArray().Count.ShouldBeGreaterThan(3);
        var read = await _silo.Admin.GetAsync("/v1/mesh").JsonAsync();
        ((long)read["version"]!).ShouldBe(1);
        ((string)read["author"]!).ShouldContain("test admin");
        (await _silo.Admin.PostTextAsync("/v1/mesh", (string)read["yaml"]!).JsonAsync())["applied"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_dry_run_tells_the_differences_and_changes_nothing()
    {
        await _silo.ApplyAsync(Meshes.With());

        var told = await _silo.Admin.PostTextAsync("/v1/mesh?dry_run=true", Meshes.With(usd: "250 USD")).JsonAsync();

        told["changes"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("scope acme, budget month: amount 100 USD → 250 USD");
        ((bool)told["applied"]!, (bool)told["dry_run"]!).ShouldBe((false, true));
        (await _silo.Gateway.GetAsync("/v1/plans/2").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain("newest is 1");
    }

    [Fact]
    public async Task All_errors_of_a_mesh_come_with_line_column_and_field()
    {
        var yaml = Meshes.With(usd: "-5 USD").Replace("Europe/Berlin", "Europe/Atlantis", StringComparison.Ordinal);

        var problem = await _silo.Admin.PostTextAsync("/v1/mesh", yaml).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        var errors = problem["errors"]!.AsArray();
        errors.Count.ShouldBe(2);
        errors.Select(error => (string?)error!["field"]).ShouldBe(["scopes.acme.zone", "scopes.acme.budgets[0].amount"]);
        errors.ShouldAllBe(error => error!["line"]!.GetValue<int>() > 1 && error["column"]!.GetValue<int>() > 1 && error["message"]!.GetValue<string>().Length > 10);
    }

    [Fact]
    public async Task A_deployment_without_a_price_is_an_error_with_its_line()
    {
        var yaml = Meshes.With().Replace("model: llama", "model: alpaca", StringComparison.Ordinal);

        var problem = await _silo.Admin.PostTextAsync("/v1/mesh?dry_run=1", yaml).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        var error = problem["errors"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)error["field"]!, (int)error["line"]!).ShouldBe(("deployments[0]", 2));
        ((string)error["message"]!).ShouldContain("llama");
    }

    [Fact]
    public async Task A_price_in_the_mesh_that_makes_no_sense_is_an_error_with_its_line()
    {
        var yaml = Meshes.With().Replace("output_mtok: 2", "output_mtok: cheap", StringComparison.Ordinal);

        var problem = await _silo.Admin.PostTextAsync("/v1/mesh", yaml).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        var error = problem["errors"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)error["field"]!, (int)error["line"]!).ShouldBe(("prices.overlay[0].output_mtok", 13));
    }

    [Theory]
    [InlineData("?after=7")]
    [InlineData("?after=7&dry_run=true")]
    public async Task A_mesh_that_was_written_for_another_version_is_a_conflict(string query)
    {
        await _silo.ApplyAsync(Meshes.With());

        await _silo.Admin.PostTextAsync($"/v1/mesh{query}", Meshes.With(usd: "1 USD")).ProblemAsync(HttpStatusCode.Conflict);

        ((long)(await _silo.Admin.GetAsync("/v1/mesh").JsonAsync())["version"]!).ShouldBe(1);
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=soon")]
    [InlineData("?dry_run=perhaps")]
    public async Task A_query_that_makes_no_sense_is_refused(string query)
    {
        (await _silo.Admin.PostTextAsync($"/v1/mesh{query}", Meshes.With()).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("write");
    }

    [Fact]
    public async Task A_plan_is_fetched_by_its_version_for_good()
    {
        await _silo.ApplyAsync(Meshes.With());
        await _silo.ApplyAsync(Meshes.With(usd: "250 USD"));

        var old = await _silo.Gateway.GetAsync("/v1/plans/1").JsonAsync();

        ((long)old["version"]!).ShouldBe(1);
        ((string)old["mesh"]!["scopes"]!["acme"]!["budgets"]![0]!["amount"]!).ShouldBe("100 USD");
        await _silo.Gateway.GetAsync("/v1/plans/0").ProblemAsync(HttpStatusCode.NotFound);
    }
}
