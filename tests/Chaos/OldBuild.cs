using System.Diagnostics;
using BudgetMesh.Cli;

namespace BudgetMesh.Chaos;

/// <summary>The program as it was at a tag of the repository, built in a temporary folder that goes with it.</summary>
internal sealed class OldBuild : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("budgetmesh-");

    private OldBuild()
    {
    }

    /// <summary>Where the built program is.</summary>
    public string Folder => Path.Combine(_directory.FullName, "program");

    /// <param name="tag">A tag, or whatever else names a commit.</param>
    /// <param name="stop">Ends the build.</param>
    /// <exception cref="CliException">There is no such tag, or what it names does not build here.</exception>
    public static async Task<OldBuild> MakeAsync(string tag, CancellationToken stop)
    {
        var build = new OldBuild();
        try
        {
            var source = Directory.CreateDirectory(Path.Combine(build._directory.FullName, "source")).FullName;
            var archive = Path.Combine(build._directory.FullName, "source.tar");
            await RunAsync("git", ["-C", Repository(), "archive", "--output", archive, tag], stop);
            await RunAsync("tar", ["-x", "-f", archive, "-C", source], stop);
            await RunAsync("dotnet", ["publish", "-c", "Release", Path.Combine(source, "src", "Cli"), "-o", build.Folder], stop);
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw CliException.BadInput("--upgrade-from: this program is not in its repository: there is nothing to build from");
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
            throw CliException.BadInput($"--upgrade-from: {program} {arguments[0]} ended with {process.ExitCode}: {await error}{await output}");
    }
}
