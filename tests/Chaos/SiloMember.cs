namespace BudgetMesh.Chaos;

/// <summary>A silo that keeps its address, whatever becomes of its process.</summary>
/// <param name="number">From 1.</param>
/// <param name="serve">What its process is told beside its address.</param>
internal sealed class SiloMember(int number, string url, string[] serve) : IDisposable
{
    /// <summary>A silo does not start while its database is down; tried again for so long.</summary>
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60), StartEvery = TimeSpan.FromMilliseconds(250);

    private ServerProcess? _process;
    private bool _isPaused;

    public int Number => number;

    public Uri Url { get; } = new(url);

    /// <summary>It ended though nobody had killed it, and was started again.</summary>
    public int EndedByItself { get; private set; }

    /// <summary>For people.</summary>
    public string State => _process is null ? "down" : _isPaused ? "paused" : _process.HasEnded ? "ended" : "up";

    public async Task StartAsync(CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(StartsWithin);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                _process = await ServerProcess.StartAsync(url, serve);
                return;
            }
            catch (InvalidOperationException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(StartEvery, stop);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        NoteEnd(process);
        _process = null;
        await process.KillAsync();
        process.Dispose();
    }

    public void Pause()
    {
        if (_process is not { HasEnded: false } process)
            return;
        process.Pause();
        _isPaused = true;
    }

    public void Resume()
    {
        if (!_isPaused)
            return;
        _isPaused = false;
        _process?.Resume();
    }

    /// <summary>Whatever it was, it is up afterwards.</summary>
    public async Task HealAsync(CancellationToken stop)
    {
        Resume();
        if (_process is { HasEnded: true })
            await KillAsync();
        if (_process is null)
            await StartAsync(stop);
    }

    /// <summary>Ends in good order: what its owners have left to write is written.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
            return;
        NoteEnd(process);
        _process = null;
        await process.StopAsync();
        process.Dispose();
    }

    public void Dispose() => _process?.Dispose();

    private void NoteEnd(ServerProcess process) => EndedByItself += process.HasEnded ? 1 : 0;
}
