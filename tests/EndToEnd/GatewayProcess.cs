using System.Diagnostics;
using System.Globalization;
using BudgetMesh.Lending;

namespace BudgetMesh.EndToEnd;

/// <summary>A gateway as a process of its own; see tests/GatewayProcess.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private Task _reading = Task.CompletedTask;

    private GatewayProcess(Process process, Incarnation incarnation, Task<string> errors) => (_process, Incarnation, _errors) = (process, incarnation, errors);

    public Incarnation Incarnation { get; }

    /// <summary>Starts it and waits until it is connected.</summary>
    /// <exception cref="InvalidOperationException">It has ended; with what it said.</exception>
    public static async Task<GatewayProcess> StartAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "BudgetMesh.GatewayProcess.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var process = Process.Start(
            new ProcessStartInfo(host, [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.AutoFlush = true;
        var errors = process.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync() is { } said)
            return new GatewayProcess(process, new Incarnation(said.Split(' ')[1]), errors);
        await process.WaitForExitAsync();
        process.Dispose();
        throw new InvalidOperationException(await errors);
    }

    /// <summary>Has every line that it says told to <paramref name="hear"/>, one after the other, until it has ended.</summary>
    public void Listen(Action<string[]> hear) => _reading = Task.Run(async () =>
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            hear(line.Split(' '));
    });

    /// <summary>A dead one hears nothing.</summary>
    public void Say(string what, int number, long tokens)
    {
        try
        {
            lock (_process)
                _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {number} {tokens}"));
        }
        catch (IOException)
        {
            // It was killed.
        }
    }

    /// <summary>Ends it without a chance to clean up (SIGKILL on Unix); whatever it had said was heard.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>Lets it leave.</summary>
    public async Task LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.ExitCode.ShouldBe(0, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
