using System.Net;
using System.Text.Json;

namespace BudgetMesh.Silo.Tests;

public sealed class PriceListTests : IAsyncLifetime
{
    private const string List =
        """[{"id":"shop","name":"Shop","api_pattern":"https://shop\\.example","models":[{"id":"big","match":{"equals":"big"},"prices":{"input_mtok":2,"output_mtok":3}}]}]""";

    private readonly TestSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Version_0_is_an_empty_list_and_what_was_applied_comes_back_as_it_was()
    {
        (await _silo.Gateway.GetStringAsync("/v1/prices/0")).ShouldBe("[]");

        ((long)(await _silo.Admin.PostJsonAsync("/v1/prices", List).JsonAsync())["version"]!).ShouldBe(1);

        (await _silo.Gateway.GetStringAsync("/v1/prices/1")).ShouldBe(List);
        (await _silo.Gateway.GetAsync("/v1/prices/2").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain("newest is 1");
    }

    [Fact]
    public async Task A_mesh_may_use_what_the_list_has_and_the_list_may_not_drop_it_then()
    {
        await _silo.Admin.PostJsonAsync("/v1/prices", List).JsonAsync();
        await _silo.ApplyAsync(Meshes.With().Replace("local/llama", "shop/big", StringComparison.Ordinal));

        var problem = await _silo.Admin.PostJsonAsync("/v1/prices", "[]").ProblemAsync(HttpStatusCode.UnprocessableEntity);

        ((string)problem["errors"]![0]!["field"]!).ShouldBe("deployments[0]");
        ((long)(await _silo.Admin.PostJsonAsync("/v1/prices?dry_run=true", List).JsonAsync())["version"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_mesh_is_checked_against_the_list_that_comes_with_it_and_nothing_is_applied()
    {
        await _silo.ApplyAsync(Meshes.With());
        var mesh = Meshes.With().Replace("local/llama, tier: local}", "local/llama, tier: local}\n  - {id: shop/big, tier: premium}", StringComparison.Ordinal);

        var told = await CheckAsync(mesh, List).JsonAsync();

        told["changes"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldContain("shop/big");
        ((bool)told["applied"]!, (bool)told["dry_run"]!, (long)told["version"]!).ShouldBe((false, true, 1));
        await _silo.Gateway.GetAsync("/v1/prices/1").ProblemAsync(HttpStatusCode.NotFound);
        ((string)(await CheckAsync(mesh, list: null).ProblemAsync(HttpStatusCode.UnprocessableEntity))["errors"]![0]!["field"]!).ShouldBe("deployments[1]");
        await CheckAsync(Meshes.With(), list: null).JsonAsync();
    }

    [Fact]
    public async Task A_list_that_the_mesh_in_force_could_not_live_with_is_refused_in_the_check_as_it_would_be_then()
    {
        await _silo.Admin.PostJsonAsync("/v1/prices", List).JsonAsync();
        await _silo.ApplyAsync(Meshes.With().Replace("local/llama", "shop/big", StringComparison.Ordinal));

        var problem = await CheckAsync(Meshes.With(), "[]").ProblemAsync(HttpStatusCode.UnprocessableEntity);

        ((string)problem["errors"]![0]!["message"]!).ShouldContain("big");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"id\":7}]")]
    [InlineData("not json")]
    public async Task A_list_that_cannot_be_read_is_refused_with_the_place(string list)
    {
        var problem = await _silo.Admin.PostJsonAsync("/v1/prices", list).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        ((string)problem["errors"]![0]!["field"]!).ShouldStartWith("$");
    }

    private Task<HttpResponseMessage> CheckAsync(string mesh, string? list) =>
        _silo.Admin.PostJsonAsync("/v1/mesh/check", $$"""{"mesh":{{JsonSerializer.Serialize(mesh)}},"prices":{{list ?? "null"}}}""");
}
