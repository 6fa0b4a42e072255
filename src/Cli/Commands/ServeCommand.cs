using System.CommandLine;
using BudgetMesh.Silo;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh serve</c>: the server.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Where the books are; one server at a time.", Required = true };
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
        };
        var openMetrics = new Option<bool>("--open-metrics") { Description = "Let anybody read /metrics, which names scopes and what they have left." };
        var init = new Option<bool>("--init") { Description = "Prepare the directory, print the first admin key once, and end." };
        var command = new Command("serve", "Runs the server until it is stopped. Logs are JSON lines on standard output.") { data, urls, openMetrics, init };
        command.SetAction(async (result, stop) =>
        {
            var options = new SiloOptions
            {
                DataDirectory = result.GetRequiredValue(data).FullName,
                Urls = [.. result.GetRequiredValue(urls).SelectMany(list => list.Split(';', StringSplitOptions.RemoveEmptyEntries))],
                HasOpenMetrics = result.GetValue(openMetrics),
            };
            try
            {
                if (result.GetValue(init))
                    return await InitializeAsync(options, terminal);
                await using var silo = await SiloHost.StartAsync(options, stop);
                terminal.Error.WriteLine($"budgetmesh: listening on {silo.BaseAddress}");
                await silo.WaitForShutdownAsync(stop);
                return ExitCode.Ok;
            }
            catch (SiloStartException failure)
            {
                throw new CliException(ExitCode.NoStore, failure.Message);
            }
        });
        return command;
    }

    private static async Task<int> InitializeAsync(SiloOptions options, Terminal terminal)
    {
        if (await SiloSetup.InitializeAsync(options) is not { } secret)
            throw new CliException(ExitCode.Refused, $"{options.DataDirectory} has an admin key already: keys create makes another");
        terminal.Error.WriteLine("budgetmesh: the first admin key, shown here and never again:");
        terminal.Out.WriteLine(secret);
        return ExitCode.Ok;
    }
}
