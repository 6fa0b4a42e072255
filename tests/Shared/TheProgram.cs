using System.Diagnostics;
using System.Text.Json;

namespace BudgetMesh.Tests;

/// <summary>The program as people run it: a process of its own.</summary>
internal static class TheProgram
{
    /// <summary>What runs programs of .NET.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The program's own file in a folder with a build of it.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "budgetmesh.dll");

    /// <param name="arguments">As they would be typed.</param>
    /// <param name="folder">Where another build of the program is; null for this one.</param>
    public static Process Start(IReadOnlyList<string> arguments, string? folder = null)
    {
        var program = PathIn(folder ?? AppContext.BaseDirectory);
        return Process.Start(new ProcessStartInfo(Host, [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Runs one command to its end.</summary>
    /// <inheritdoc cref="Start"/>
    public static async Task<Finished> RunAsync(IReadOnlyList<string> arguments, string? folder = null)
    {
        using var process = Start(arguments, folder);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, await output, await error);
    }

    /// <summary>Runs one command that has to succeed; answers what it printed.</summary>
    /// <inheritdoc cref="Start"/>
    /// <exception cref="InvalidOperationException">It did not; with what it said.</exception>
    public static async Task<string> DoAsync(IReadOnlyList<string> arguments, string? folder = null)
    {
        var finished = await RunAsync(arguments, folder);
        return finished.ExitCode == 0
            ? finished.Out.Trim()
            : throw new InvalidOperationException($"budgetmesh {arguments[0]} ended with {finished.ExitCode}: {finished.Error}");
    }

    public sealed record Finished(int ExitCode, string Out, string Error)
    {
        public JsonElement Json => JsonDocument.Parse(Out).RootElement;
    }
}
