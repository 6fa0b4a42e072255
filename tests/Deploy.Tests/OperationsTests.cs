using System.Net;
using System.Text.RegularExpressions;
using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Deploy.Tests;

/// <summary>docs/OPERATIONS.md against the program: its commands, its figures, its links.</summary>
[Collection(nameof(RunningSilo))]
public sealed partial class OperationsTests(RunningSilo running)
{
    private static readonly string Text = Repository.Read("docs", "OPERATIONS.md");

    [Fact]
    public void Every_command_is_one_that_the_program_understands()
    {
        var commands = Command().Matches(Text).Select(static match => match.Groups[1].Value).ToList();

        commands.Count.ShouldBeGreaterThan(15);
        foreach (var command in commands)
            ServeArguments.Parse([.. Words(command)]).Errors.Select(static error => error.Message).ShouldBeEmpty(command);
    }

    [Fact]
    public void Every_deadline_is_the_codes()
    {
        var rows = Deadline().Matches(Text).Select(static row => (Value: row.Groups["value"].Value, Name: row.Groups["name"].Value)).ToList();

        rows.Count.ShouldBeGreaterThan(15);
        foreach (var (value, name) in rows)
            CodeFigure.Time(name).ShouldBe(CodeFigure.Parse(value), name);
    }

    [Fact]
    public void As_many_connections_are_counted_as_a_silo_opens() =>
        Text.ShouldContain($"| {new PostgresOptions().ReadersMax + 3} at most | `PostgresOptions.ReadersMax` and three |");

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (Match link in Link().Matches(Text))
            Path.Exists(Repository.PathOf("docs", link.Groups[1].Value)).ShouldBeTrue(link.Value);
        foreach (var path in DeployPath().Matches(Text).Where(static path => path.Value != "deploy/secrets")) // made by the script
            Path.Exists(Repository.PathOf(path.Value)).ShouldBeTrue(path.Value);
    }

    [Fact]
    public async Task A_scope_is_unfrozen_at_the_route_that_is_named()
    {
        var route = Unfreeze().Match(Text).Groups[1].Value.Replace("acme/search", "acme", StringComparison.Ordinal);

        using var answer = await running.Admin.PostAsync(route, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, route);
    }

    /// <summary>As a shell would; a comment ends the line.</summary>
    private static IEnumerable<string> Words(string command) =>
        Word().Matches(command).Select(static word => word.Value).TakeWhile(static word => word != "#").Select(static word => word.Trim('\''));

    /// <summary>A line of a block of commands, or a piece of a sentence.</summary>
    [GeneratedRegex(@"(?:^ +|`)budgetmesh ([^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| .+ \| (?<value>[\d.]+ \w+) \| `(?<name>[\w.]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Deadline();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=[ `])(?:deploy|examples)/[\w./-]*\w")]
    private static partial Regex DeployPath();

    [GeneratedRegex(@"\$BUDGETMESH_URL(/v1/\S+/unfreeze)")]
    private static partial Regex Unfreeze();
}
