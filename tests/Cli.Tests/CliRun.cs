using System.Text.Json;

namespace BudgetMesh.Cli.Tests;

/// <summary>One call of the program, in this process, and what it wrote.</summary>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public static Task<CliRun> Of(params string[] args) => Of(new Dictionary<string, string>(), args);

    public static async Task<CliRun> Of(Dictionary<string, string> variables, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, IsErrorTerminal: false, variables.GetValueOrDefault);
        var exitCode = await CommandLine.RunAsync(args, terminal, CancellationToken.None);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}
