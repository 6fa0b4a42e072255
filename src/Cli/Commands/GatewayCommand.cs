using System.CommandLine;
using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Gateway.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh gateway</c>: the reference gateway.</summary>
internal static class GatewayCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Says where it listens, its silos, and how it calls each deployment; see examples/gateway.yaml." };
        file.AcceptExistingOnly();
        var command = new Command("gateway", "Runs an OpenAI- and Anthropic-compatible gateway until it is stopped: every request is decided before it is forwarded. Logs are JSON lines on standard output.") { file };
        command.SetAction(async (result, stop) =>
        {
            var path = result.GetRequiredValue(file);
            if (!GatewayFile.TryRead(await File.ReadAllTextAsync(path.FullName, stop), terminal.Variable, out var plan, out var problems))
                throw CliException.BadInput(string.Join('\n', problems.Select(problem => $"{path}:{problem}")));
            try
            {
                await using var gateway = await GatewayHost.StartAsync(plan, static logging => logging.AddJsonConsole(static json => json.UseUtcTimestamp = true), stop);
                terminal.Error.WriteLine($"budgetmesh: listening on {string.Join(", ", plan.Listen)}");
                await gateway.WaitForShutdownAsync(stop);
                return ExitCode.Ok;
            }
            catch (SiloException away)
            {
                throw new CliException(ExitCode.NoSilo, away.Message);
            }
            catch (Exception failure) when (failure is IOException or JournalException)
            {
                throw new CliException(ExitCode.NoStore, $"the gateway cannot start: {failure.Message}");
            }
        });
        return command;
    }
}
