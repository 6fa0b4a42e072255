using System.Diagnostics;

namespace BudgetMesh.Silo.Tests;

/// <summary>A browser of its own, by <c>eng/chromium.sh</c>: it goes with the test process, however that ends.</summary>
internal sealed class Chromium : IDisposable
{
    private readonly Process _script;

    private Chromium(Process script, Uri devTools) => (_script, DevTools) = (script, devTools);

    /// <summary>Null where there is one or it can be installed, else why not.</summary>
    public static string? Missing => Installing.Value;

    public Uri DevTools { get; }

    private static Lazy<string?> Installing { get; } = new(Install);

    public static Chromium Start()
    {
        var script = Process.Start(new ProcessStartInfo("bash", [Repository.PathOf("eng", "chromium.sh"), "run"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new Chromium(script, new Uri(script.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Chromium did not start: see standard error")));
    }

    public void Dispose()
    {
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
    }

    private static string? Install()
    {
        if (!OperatingSystem.IsLinux() || !Repository.IsThere)
            return "needs Chromium, which eng/chromium.sh installs on Debian";
        using var script = Process.Start(new ProcessStartInfo("bash", [Repository.PathOf("eng", "chromium.sh"), "install"]) { RedirectStandardError = true })!;
        var said = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : $"needs Chromium: {said.Trim()}";
    }
}

/// <summary>Needs a build with Orleans, whose dashboard it looks at, and a browser to look with.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute() => Skip = SiloEngine.HasOrleans ? Chromium.Missing : "needs a build with Orleans (-p:Orleans=true)";
}
