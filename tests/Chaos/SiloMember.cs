namespace BudgetMesh.Chaos;

/// <summary>A silo that keeps its address, whatever becomes of its process.</summary>
/// <param name="number">From 1.</param>
/// <param name="serve">What its process is told beside its address.</param>
/// <param name="folder">Where the build of the program is that it starts with; null for this one.</param>
internal sealed class SiloMember(int number, string url, string[] serve, string? folder) : IDisposable
{
    /// <summary>A silo does not start while its database is down; tried again for so long.</summary>
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60), StartEvery = TimeSpan.FromMilliseconds(250);

    private ServerProcess? _process;
    private string? _folder = folder;
    private bool _isPaused;
    private bool _wasPaused;

    public int Number => number;

    public Uri Url { get; } = new(url);

    /// <summary>It ended though nobody had killed or paused it, and was started again.</summary>
    public int EndedByItself { get; private set; }

    /// <summary>It ended after it was paused, because the others had taken it for dead, and was started again.</summary>
    public int VotedOut { get; private set; }

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
                _process = await ServerProcess.StartAsync(url, serve, _folder);
                _wasPaused = false;
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
        _isPaused = _wasPaused = true;
    }

    public void Resume()
    {
        if (!_isPaused)
            return;
        _isPaused = false;
        _process?.Resume();
    }

    /// <summary>Ends in good order, and comes back as this build of the program.</summary>
    public async Task UpgradeAsync(CancellationToken stop)
    {
        await StopAsync();
        _folder = null;
        await StartAsync(stop);
    }

    /// <summary>Where it has ended by itself, it is started again, as whoever runs silos would.</summary>
    public async Task TendAsync(CancellationToken stop)
    {
        if (_process is { HasEnded: true })
            await HealAsync(stop);
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

    private void NoteEnd(ServerProcess process)
    {
        if (!process.HasEnded)
            return;
        if (_wasPaused)
            VotedOut++;
        else
            EndedByItself++;
    }
}
