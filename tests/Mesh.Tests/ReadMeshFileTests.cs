namespace BudgetMesh.Mesh.Tests;

public sealed class ReadMeshFileTests
{
    [Fact]
    public void A_good_file_becomes_config_and_plan()
    {
        MeshFile.TryRead(MeshText.Good, out var config, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        problems.ShouldBeEmpty();
        config!.Scopes!["acme"].Budgets![0].Amount.ShouldBe("100 USD");
        config.Prices!.Overlay![0].InputMtok.ShouldBe("5");
        plan!.Scopes["acme/x"].Parent!.Path.Value.ShouldBe("acme");
    }

    [Fact]
    public void What_is_written_without_a_value_is_not_written()
    {
        MeshFile.TryRead(MeshText.Good.Replace("zone: Europe/Berlin", "zone:"), out var config, out _, out _).ShouldBeTrue();
        config!.Scopes!["acme"].Zone.ShouldBeNull();
    }

    [Fact]
    public void Lines_may_end_as_on_windows()
    {
        var yaml = MeshText.Good.Replace("\n", "\r\n");
        MeshFile.TryRead(yaml, out _, out _, out var problems).ShouldBeTrue(string.Join('\n', problems));
        MeshText.ProblemsOf(yaml.Replace("100 USD", "0 USD")).ShouldHaveSingleItem().Line.ShouldBe(15);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    public void An_empty_file_lacks_everything(string yaml) =>
        MeshText.ProblemsOf(yaml).Select(problem => $"{problem.Line}:{problem.Column} {problem.Field}").ShouldBe(["1:1 deployments", "1:1 scopes"]);
}
