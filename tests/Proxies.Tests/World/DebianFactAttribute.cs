using System.Collections.Concurrent;
using System.Diagnostics;

namespace BudgetMesh.Proxies.Tests.World;

/// <summary>A test that needs programs of Debian; skipped, saying so, where they are missing and cannot be installed.</summary>
public sealed class DebianFactAttribute : FactAttribute
{
    private static readonly ConcurrentDictionary<string, string?> Missing = new(StringComparer.Ordinal);

    public DebianFactAttribute(params string[] packages) => Skip = Missing.GetOrAdd(string.Join(' ', packages), static names => Install(names));

    private static string? Install(string packages)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
            folder = folder.Parent;
        if (!OperatingSystem.IsLinux() || folder is null)
            return $"needs {packages}, which eng/debian.sh installs on Debian";
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(folder.FullName, "eng", "debian.sh"), "install", .. packages.Split(' ')]) { RedirectStandardError = true })!;
        var said = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : $"needs {packages}: {said.Trim()}";
    }
}
