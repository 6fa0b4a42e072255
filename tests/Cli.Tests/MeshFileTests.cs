namespace BudgetMesh.Cli.Tests;

public sealed class MeshFileTests : TempFiles
{
    [Theory]
    [InlineData("tier: premium", "tier: best", ":2:", "deployments[0].tier")]
    [InlineData("amount: 50 USD", "amount: -50 USD", ":10:", "scopes.acme/chat.budgets[0].amount")]
    [InlineData("acme/chat:", "other/chat:", ":8:", "scopes.other/chat")]
    [InlineData("model: small, input_mtok: 0.1", "model: small, input_mtok: cheap", ":14:", "prices.overlay[1].input_mtok")]
    [InlineData("model: small,", "model: smaller,", ":3:", "deployments[1]")]
    [InlineData("output_bound", "output_bond", ":16:", "output_bond")]
    [InlineData("scopes:", "scopes: ]", ":4:", "not YAML")]
    public async Task What_is_wrong_in_a_mesh_file_is_named_by_line_column_and_field(string right, string wrong, string line, string field)
    {
        var file = Write("mesh.yaml", TestMesh.Yaml.Replace(right, wrong));

        var run = await CliRun.Of("apply", "-f", file, "--key", "unused");

        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Error);
        run.Error.ShouldContain($"mesh.yaml{line}");
        run.Error.ShouldContain(field);
    }

    [Fact]
    public async Task A_price_list_that_the_mesh_names_and_nobody_has_ends_with_3()
    {
        var file = Write("mesh.yaml", TestMesh.Yaml.Replace("prices:", "prices:\n  book: missing.json"));

        var run = await CliRun.Of("apply", "-f", file, "--key", "unused");

        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("missing.json: there is no such file");
    }
}
