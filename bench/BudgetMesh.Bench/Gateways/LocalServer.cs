using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BudgetMesh.Bench.Gateways;

/// <summary>A program that serves at an address of this machine until it is asked to end.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30), EndsWithin = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _said;

    // Both pipes are read to their end: a full one would stop the program.
    private LocalServer(Process process) => (_process, _said) = (process, SaidAsync(process));

    /// <summary>Processor time that it has used, with its workers.</summary>
    public TimeSpan Cpu => CpuTime.Of(_process.Id);

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or takes none; with what it said.</exception>
    public static async Task<LocalServer> StartAsync(IPEndPoint at, string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // For programs on Node; others have no such word.
        start.Environment["NODE_ENV"] = "production";
        var server = new LocalServer(Process.Start(start)!);
        try
        {
            var began = Stopwatch.GetTimestamp();
            while (!await TakesConnectionsAsync(at, cancellation))
            {
                if (server._process.HasExited || Stopwatch.GetElapsedTime(began) > StartsWithin)
                {
                    await server.StopAsync();
                    throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} does not serve at {at}: {await server._said}");
                }

                await Task.Delay(50, cancellation);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has; one that does not is ended.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(EndsWithin);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static async Task<bool> TakesConnectionsAsync(IPEndPoint at, CancellationToken cancellation)
    {
        using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> SaidAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        return await output + await error;
    }
}
