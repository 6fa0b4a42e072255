using System.Net;

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

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"id\":7}]")]
    [InlineData("not json")]
    public async Task A_list_that_cannot_be_read_is_refused_with_the_place(string list)
    {
        var problem = await _silo.Admin.PostJsonAsync("/v1/prices", list).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        ((string)problem["errors"]![0]!["field"]!).ShouldStartWith("$");
    }
}
