using System.Diagnostics;
using System.Text.Json;

namespace BudgetMesh.Tests;

/// <summary>The program as people run it: a process of its own.</summary>
internal static class TheProgram
{
    public static Process Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "budgetmesh.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(host, [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<Finished> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>Runs one command that has to succeed; answers what it printed.</summary>
    /// <exception cref="InvalidOperationException">It did not; with what it said.</exception>
    public static async Task<string> DoAsync(params string[] arguments)
    {
        var finished = await RunAsync(arguments);
        return finished.ExitCode == 0
            ? finished.Out.Trim()
            : throw new InvalidOperationException($"budgetmesh {arguments[0]} ended with {finished.ExitCode}: {finished.Error}");
    }

    public sealed record Finished(int ExitCode, string Out, string Error)
    {
        public JsonElement Json => JsonDocument.Parse(Out).RootElement;
    }
}
