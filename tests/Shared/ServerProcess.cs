using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Tests;

/// <summary><c>budgetmesh serve</c> as a process.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "budgetmesh: listening on ";

    private readonly Process _process;

    // Both pipes are read to their end: a full one would stop the server.
    private readonly Task<string> _log;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, Task<string> log)
    {
        (_process, _log) = (process, log);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it and waits until it says that it listens.</summary>
    /// <param name="serve">What it is told beside its address: where its books are.</param>
    /// <exception cref="InvalidOperationException">It has ended; with what it said.</exception>
    public static async Task<ServerProcess> StartAsync(string url, params string[] serve)
    {
        var process = TheProgram.Start(["serve", "--urls", url, .. serve]);
        var log = process.StandardOutput.ReadToEndAsync();
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
                return new ServerProcess(process, log);
            said.Add(line);
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"the server ended with {process.ExitCode}: {string.Join('\n', said)}\n{await log}");
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Ends it without a chance to clean up (SIGKILL on Unix); answers its log.</summary>
    public Task<string> KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has; answers its log.</summary>
    public Task<string> StopAsync()
    {
        Signal("TERM");
        return EndAsync();
    }

    /// <summary>It goes on existing, and does nothing (SIGSTOP): what connects to it is taken in by the system, and gets no answer.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        await _errors;
        return await _log;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
