using System.Diagnostics;

namespace BudgetMesh.Deploy.Tests;

/// <summary>Kubernetes' own models and schemas, of npm: installed once, beside what is built.</summary>
internal static class KubernetesSchemas
{
    private static readonly string Source = Repository.PathOf("tests", "Deploy.Tests", "schemas");

    private static readonly string Packages = Repository.PathOf("artifacts", "deploy-schemas");

    /// <summary>Null where they are there or can be had, else why not.</summary>
    public static string? Missing { get; } = Install();

    /// <summary>Says all that Kubernetes would refuse in some manifests; nothing where it takes them.</summary>
    public static string Check(IEnumerable<string> files) => Run("node", [Path.Combine(Source, "check.mjs"), Packages, .. files]).Said;

    private static string? Install()
    {
        var installed = Path.Combine(Packages, "package.json");
        var wanted = File.ReadAllText(Path.Combine(Source, "package.json"));
        if (File.Exists(installed) && File.ReadAllText(installed) == wanted)
            return null;
        Directory.CreateDirectory(Packages);
        File.WriteAllText(installed, wanted);
        try
        {
            if (Run("npm", ["install", "--prefix", Packages, "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--silent"]).ExitCode == 0)
                return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no npm.
        }

        File.Delete(installed);
        return "needs npm, and the packages of tests/Deploy.Tests/schemas/package.json from it";
    }

    private static (int ExitCode, string Said) Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}

/// <summary>Needs Kubernetes' schemas; reported as skipped where npm does not have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute() => Skip = KubernetesSchemas.Missing;
}
