using System.Diagnostics;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>The SDKs of npm, in the versions of <c>npm/package-lock.json</c>: installed once, beside what is built.</summary>
internal static class NpmSdks
{
    private static readonly string? Root = FindRoot();

    /// <summary>Null where they are there or can be had, else why not.</summary>
    public static string? Missing { get; } = Install();

    /// <summary>Runs a script of <c>npm/</c> with Node.js; its lines are standard output.</summary>
    /// <param name="settings">What it reads as its settings: a JSON object.</param>
    public static Process Start(string script, string settings)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Root!, "tests/Gateway.Tests/npm", script), Packages, settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the machine says of real accounts is not meant for this.
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("OPENAI_", StringComparison.Ordinal) || name.StartsWith("ANTHROPIC_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    private static string Packages => Path.Combine(Root!, "artifacts", "npm", "gateway-sdks");

    private static string? Install()
    {
        if (!OperatingSystem.IsLinux() || Root is null)
            return "needs Node.js and packages of npm, which eng/npm.sh installs on Debian";
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root, "eng", "npm.sh"), "install", Path.Combine(Root, "tests/Gateway.Tests/npm"), Packages]) { RedirectStandardError = true })!;
        var said = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : $"needs the SDKs of npm: {said.Trim()}";
    }

    private static string? FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}

/// <summary>Needs Node.js and the SDKs of npm; reported as skipped where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = NpmSdks.Missing;
}
