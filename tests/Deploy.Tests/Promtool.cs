using System.Diagnostics;

namespace BudgetMesh.Deploy.Tests;

/// <summary>Prometheus' own checker of rules, where it is.</summary>
internal static class Promtool
{
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(static folder => System.IO.Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);

    public static void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{said.GetAwaiter().GetResult()}{complained.GetAwaiter().GetResult()}");
    }
}

/// <summary>Needs promtool; reported as skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.Path is null ? "needs promtool on the path; Debian has it in the package prometheus" : null;
}
