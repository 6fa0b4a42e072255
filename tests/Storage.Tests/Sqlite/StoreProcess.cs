using System.Diagnostics;

namespace BudgetMesh.Storage.Tests;

/// <summary>A real process that writes into a store; see tests/StoreProcess.</summary>
internal sealed class StoreProcess : IDisposable
{
    private readonly Process _process;

    private StoreProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static StoreProcess Start(string directory)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "BudgetMesh.StoreProcess.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var process = new StoreProcess(Process.Start(new ProcessStartInfo(host, [program, directory]) { RedirectStandardOutput = true })!);
        process.ReadLine().ShouldBe("ready");
        return process;
    }

    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Ends it without a chance to clean up (SIGKILL on Unix), and answers the lines it had still said.</summary>
    public IReadOnlyList<string> Kill()
    {
        _process.Kill();
        var rest = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        // The kill may cut the last line short: what is not ended by a newline was not said.
        return [.. rest.Split('\n').SkipLast(1)];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
