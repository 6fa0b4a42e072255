using System.Diagnostics;

namespace BudgetMesh.Tests;

/// <summary>A disk of two megabytes that can be filled, or turned read-only, without harm to others.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    public SmallDisk()
    {
        Path = Directory.CreateTempSubdirectory("budgetmesh-disk-").FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Path))
        {
            Directory.Delete(Path);
            throw new InvalidOperationException("a disk in memory could not be mounted");
        }

        _filler = System.IO.Path.Combine(Path, "filler");
    }

    public string Path { get; }

    /// <summary>Null where such a disk can be mounted, else why not.</summary>
    public static string? Missing { get; } = Probe();

    public void Fill()
    {
        using var file = File.Create(_filler, bufferSize: 0);
        var page = new byte[512];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    public void Free() => File.Delete(_filler);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path).ShouldBeTrue();

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "needs Linux to mount a small disk";
        try
        {
            new SmallDisk().Dispose();
            return null;
        }
        catch (InvalidOperationException)
        {
            return "needs the right to mount a small disk";
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
