using System.Diagnostics;

namespace BudgetMesh.Tests;

/// <summary>A PostgreSQL server of its own, by <c>eng/postgres.sh</c>: it goes with the test process, however that ends.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Common = new(StartCommon);

    private readonly Process _script;
    private readonly Task<string> _complaints;

    private PostgresServer(Process script)
    {
        _script = script;
        _complaints = script.StandardError.ReadToEndAsync();
        ConnectionString = Answer("start");
    }

    /// <summary>Null where there is a server or one can be installed, else why not.</summary>
    public static string? Missing { get; } = Install();

    /// <summary>One for all tests that leave it as it is; each has a schema of its own in it.</summary>
    public static PostgresServer Shared => Common.Value;

    public string ConnectionString { get; }

    private static string? Script
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
                folder = folder.Parent;
            return folder is null ? null : Path.Combine(folder.FullName, "eng", "postgres.sh");
        }
    }

    public static PostgresServer Start(params string[] settings) =>
        new(Process.Start(new ProcessStartInfo("bash", [Script!, "run", .. settings]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!);

    /// <summary>A connection string for an empty schema.</summary>
    public string NewSchema() => $"{ConnectionString};Search Path=t_{Guid.NewGuid():N}";

    /// <summary>Ends it as a power cut would its processes. On return they are gone.</summary>
    public void Kill() => Order("kill");

    /// <summary>Starts it again after a <see cref="Kill"/>. On return it takes connections.</summary>
    public void StartAgain() => Order("start");

    public void Dispose()
    {
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
    }

    private void Order(string word)
    {
        _script.StandardInput.WriteLine(word);
        _script.StandardInput.Flush();
        Answer(word);
    }

    private string Answer(string order) =>
        _script.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"PostgreSQL did not {order}: {_complaints.GetAwaiter().GetResult()}");

    private static PostgresServer StartCommon()
    {
        var server = Start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    private static string? Install()
    {
        if (!OperatingSystem.IsLinux() || Script is not { } path)
            return "needs PostgreSQL, which eng/postgres.sh installs on Debian";
        using var script = Process.Start(new ProcessStartInfo("bash", [path, "install"]) { RedirectStandardError = true })!;
        var said = script.StandardError.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? null : $"needs PostgreSQL: {said.Trim()}";
    }
}
