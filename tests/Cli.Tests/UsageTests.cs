namespace BudgetMesh.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("prices")]
    [InlineData("prices", "verify")]
    [InlineData("prices", "verify", "x")]
    [InlineData("prices", "show", "x", "--at", "tomorrow")]
    [InlineData("prices", "show", "x", "--model", "y")]
    [InlineData("prices", "show", "x", "--nonsense")]
    [InlineData("completion", "csh")]
    public async Task Bad_flags_end_with_2_and_say_where_help_is(params string[] args)
    {
        var run = await CliRun.Of(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldContain("--help");
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith("budgetmesh: "));
    }

    [Fact]
    public async Task Help_lists_the_exit_codes()
    {
        var run = await CliRun.Of("--help");

        run.ExitCode.ShouldBe(ExitCode.Ok);
        foreach (var line in ExitCode.Help.Split('\n'))
            run.Out.ShouldContain(line.TrimEnd());
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _budgetmesh_complete budgetmesh")]
    [InlineData("zsh", "compdef _budgetmesh budgetmesh")]
    [InlineData("fish", "complete -c budgetmesh")]
    public async Task Completion_prints_a_script_for_each_shell(string shell, string line)
    {
        var run = await CliRun.Of("completion", shell);

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.Out.ShouldContain(line);
    }

    [Theory]
    [InlineData("budgetmesh pri", "prices")]
    [InlineData("budgetmesh prices ver", "verify")]
    [InlineData("budgetmesh prices verify --pri", "--prices")]
    public async Task The_program_suggests_commands_and_options_to_a_shell(string typed, string suggestion) =>
        (await CliRun.Of($"[suggest:{typed.Length}]", typed)).Out.Split('\n').ShouldContain(suggestion);
}
