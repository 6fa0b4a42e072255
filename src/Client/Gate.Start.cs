namespace BudgetMesh.Client;

/// <summary>A beginning that waits for nobody.</summary>
public sealed partial class Gate
{
    /// <summary>
    /// Completes once the silos' plan is in force; until then every request is refused as not ready. Cancelled where the gate ends
    /// before that.
    /// </summary>
    public Task Ready => _loop.Ready;

    /// <summary>Begins with the silos at <see cref="GateOptions.Urls"/>.</summary>
    /// <inheritdoc cref="Start(GateOptions, IReadOnlyList{ISiloTransport})"/>
    /// <exception cref="ArgumentException">Urls or key are missing, or the name is not one.</exception>
    public static Gate Start(GateOptions options) => Start(options, TransportsOf(options));

    /// <summary>
    /// As <see cref="ConnectAsync(GateOptions, IReadOnlyList{ISiloTransport}, CancellationToken)"/>, but waits for no silo: where none
    /// answers, or none takes the key, or what it has cannot be used, the gate says so in its log, and tries on until it is
    /// <see cref="Ready"/>. What is to be prefetched is fetched then.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not one, or there is no silo.</exception>
    /// <exception cref="JournalException">Another process has the journal, or it cannot be written.</exception>
    public static Gate Start(GateOptions options, IReadOnlyList<ISiloTransport> silos)
    {
        // Waits only where it fails, until the transports are disposed of.
        var gate = OpenAsync(options, silos).AsTask().GetAwaiter().GetResult();
        gate._connection.Begin();
        gate.Completion = Task.Run(gate.RunAsync, CancellationToken.None);
        _ = gate.PrefetchWhenReadyAsync();
        return gate;
    }

    private async Task PrefetchWhenReadyAsync()
    {
        await Ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Ready.IsCompletedSuccessfully)
            return;
        await Task.WhenAll(_options.Prefetch.Select(PrefetchAsync)).ConfigureAwait(false);
        await _bounds.AskAsync().ConfigureAwait(false);
    }
}
