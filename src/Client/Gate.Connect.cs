using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>A gate's beginning and its end.</summary>
public sealed partial class Gate
{
    private readonly ISiloTransport _silo;
    private readonly CancellationTokenSource _stop = new();
    private int _isDisposed;

    private Gate(GateOptions options, IReadOnlyList<ISiloTransport> silos, JournalDirectory? journals)
    {
        _options = options;
        _silo = silos is [var only] ? only : new PreferredSilos(silos, options, _stop.Token);
        var silo = _silo;
        var wall = new SiloClock();
        _clock = new MonotonicClock(options.Time);
        _lives = new GateLives(options, _clock, wall, journals is null ? null : journals.Begin);
        _meter = new GateMeter(options, _lives);
        _connection = new Connection(options);
        _loop = new SyncLoop(_lives, silo, options, _clock, wall, _connection, _meter, () => _lastWords!.Wake(), _stop.Token);
        _rates = new RateLoop(_lives, silo, options, _clock, _loop, _stop.Token);
        _receipts = new ReceiptSender(_lives, silo, options, _connection, _stop.Token);
        _bounds = new BoundsSharer(_lives, silo, options, _stop.Token);
        _lastWords = new LastWords(_lives, journals, silo, options, _connection, _loop.Wake, _stop.Token);
        _keys = new ScopeKeys(silo, options);
        _notices = new NoticeListener(_lives, silo, _loop, _rates, _clock, options, _stop.Token);
    }

    /// <summary>Connects to the silos at <see cref="GateOptions.Urls"/>.</summary>
    /// <inheritdoc cref="ConnectAsync(GateOptions, IReadOnlyList{ISiloTransport}, CancellationToken)"/>
    /// <exception cref="ArgumentException">Urls or key are missing, or the name is not one.</exception>
    public static async Task<Gate> ConnectAsync(GateOptions options, CancellationToken cancellation = default) =>
        await ConnectAsync(options, TransportsOf(options), cancellation).ConfigureAwait(false);

    /// <summary>
    /// Connects over transports of one's own, which then are the gate's to dispose of: one for each silo, in order of preference.
    /// Ends with the silos' plan in force; where they have none yet, requests are denied until one comes.
    /// </summary>
    /// <exception cref="SiloRefusedException">Every silo refuses the key.</exception>
    /// <exception cref="SiloException">No silo answers.</exception>
    /// <exception cref="FormatException">The silo's mesh or prices cannot be used by this version of the gate.</exception>
    /// <exception cref="ArgumentException">The name is not one, or there is no silo.</exception>
    /// <exception cref="JournalException">Another process has the journal, or it cannot be written.</exception>
    public static async Task<Gate> ConnectAsync(GateOptions options, IReadOnlyList<ISiloTransport> silos, CancellationToken cancellation = default)
    {
        var gate = await OpenAsync(options, silos).ConfigureAwait(false);
        try
        {
            await gate._loop.StartAsync(silos.Count, cancellation).ConfigureAwait(false);
        }
        catch
        {
            gate._lives.Leave();
            await gate.ReleaseAsync().ConfigureAwait(false);
            throw;
        }

        gate.Completion = Task.Run(gate.RunAsync, CancellationToken.None);
        await Task.WhenAll(options.Prefetch.Select(gate.PrefetchAsync)).ConfigureAwait(false);
        await gate._bounds.AskAsync().ConfigureAwait(false);
        return gate;
    }

    /// <summary>
    /// Ends the gate: takes no more requests, gives free rights back at once, waits for open holds to be settled (at most
    /// <see cref="GateOptions.DrainPatience"/>), sends what is left to send, and says good-bye to the owners (at most
    /// <see cref="GateOptions.FarewellPatience"/>). Holds that are
    /// still open then stay charged.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (!Completion.IsCompleted)
        {
            lock (_lives.Lock)
                _lives.Leave();
            _loop.Wake();
            await Within(_loop.Farewell.Drained, _options.DrainPatience).ConfigureAwait(false);
            lock (_lives.Lock)
            {
                _loop.Farewell.Begin(_clock.Now);
                _lives.Leave();
            }

            _loop.Wake();
            _rates.Wake();
            await Within(Task.WhenAll(_loop.Farewell.Told, _receipts.FlushAsync(), _lastWords.FlushAsync()), _options.FarewellPatience).ConfigureAwait(false);
        }

        _connection.Stopped();
        await _stop.CancelAsync().ConfigureAwait(false);
        WakeAll();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync().ConfigureAwait(false);
    }

    private static IReadOnlyList<ISiloTransport> TransportsOf(GateOptions options)
    {
        if (options.Urls.Count == 0 || options.Urls.Any(static url => url is not { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            throw new ArgumentException("a gate needs addresses of silos, such as http://localhost:5080", nameof(options));
        if (string.IsNullOrWhiteSpace(options.Key))
            throw new ArgumentException("a gate needs a gateway key of its silos", nameof(options));
        return [.. options.Urls.Select(url => new HttpSiloTransport(url, options.Key))];
    }

    private static async ValueTask<Gate> OpenAsync(GateOptions options, IReadOnlyList<ISiloTransport> silos)
    {
        ArgumentOutOfRangeException.ThrowIfZero(silos.Count, nameof(silos));
        if (options.Name.Length is 0 or > GateOptions.NameLengthMax)
            throw new ArgumentException($"\"{options.Name}\" is not a name of a gate: 1 to {GateOptions.NameLengthMax} letters, digits, - _ .", nameof(options));
        JournalDirectory? journals = null;
        try
        {
            journals = options.Journal is null ? null : JournalDirectory.Open(options);
            return new Gate(options, silos, journals);
        }
        catch
        {
            journals?.Dispose();
            foreach (var silo in silos)
                await silo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RunAsync()
    {
        Task[] loops = [_loop.RunAsync(), _rates.RunAsync(), _receipts.RunAsync(), _bounds.RunAsync(), _lastWords.RunAsync(), _notices.RunAsync()];
        try
        {
            await (await Task.WhenAny(loops).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            _options.Logger.LogCritical(bug, "Gate {Gate} has a bug and stops: every request is denied", _options.Name);
            _connection.Stopped();
            throw;
        }
        finally
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            WakeAll();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _loop.DenyWaiting();
        }
    }

    private void WakeAll()
    {
        _loop.Wake();
        _rates.Wake();
        _receipts.Wake();
        _bounds.Wake();
        _lastWords.Wake();
        _notices.Wake();
    }

    private async Task Within(Task what, TimeSpan patience)
    {
        try
        {
            await Task.WhenAny(what, Completion).WaitAsync(patience, _options.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _options.Logger.LogWarning("Gate {Gate}: not done after {Patience}; {Holds} holds and {Receipts} receipts are left", _options.Name, patience, Counters.HoldsOpen, Counters.ReceiptsPending);
        }
    }

    private async ValueTask ReleaseAsync()
    {
        _lastWords.LetGo();
        _lastWords.Dispose();
        _loop.Dispose();
        _rates.Dispose();
        _receipts.Dispose();
        _bounds.Dispose();
        _notices.Dispose();
        _meter.Dispose();
        _stop.Dispose();
        await _silo.DisposeAsync().ConfigureAwait(false);
    }
}
