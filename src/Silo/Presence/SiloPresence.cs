using BudgetMesh.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>
/// Keeps this silo in the register of its store, in which all have one engine. Two engines would not overspend, for their owners meet
/// in the books, but each would go on taking every scope from the other.
/// </summary>
/// <param name="place">The store's name, for people.</param>
internal sealed partial class SiloPresence(
    ISiloRegister register, SignedSilo self, string place, TimeProvider clock, IHostApplicationLifetime process, ILogger<SiloPresence> log)
    : BackgroundService, IAsyncDisposable
{
    /// <summary>How often a silo says that it is there; a database that starts again meanwhile costs it nothing.</summary>
    private static readonly TimeSpan SaidEvery = TimeSpan.FromSeconds(4);

    private bool _isIn;

    /// <summary>A silo that was killed stands in the way of another engine so long.</summary>
    public static TimeSpan AliveFor { get; } = TimeSpan.FromSeconds(15);

    /// <exception cref="SiloStartException">Silos of another engine are there.</exception>
    /// <exception cref="StoreUnavailableException">The register cannot be reached.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var others = await register.SignInAsync(self, AliveFor, cancellationToken);
        if (others.Count > 0)
            throw new SiloStartException(Refusal(others));
        _isIn = true;
        await base.StartAsync(cancellationToken);
    }

    /// <summary>After owners have written what was left, for whoever is made first is disposed last.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (!_isIn)
            return;
        _isIn = false;
        try
        {
            using var patience = new CancellationTokenSource(SaidEvery);
            await register.SignOutAsync(self.Id, patience.Token);
        }
        catch (Exception away) when (away is StoreUnavailableException or OperationCanceledException)
        {
            LogAway(away.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SaidEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SayAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task SayAsync(CancellationToken stop)
    {
        try
        {
            var others = await register.SignInAsync(self, AliveFor, stop);
            if (others.Count == 0)
                return;
            // Paused, or cut off from the database, for so long that it was taken for dead.
            LogReplaced(Refusal(others));
            process.StopApplication();
        }
        catch (StoreUnavailableException away)
        {
            LogAway(away.Message);
        }
    }

    private string Refusal(IReadOnlyList<SignedSilo> others) =>
        $"{place} is in use by silos whose engine is {others[0].Engine}: {string.Join("; ", others.Select(static silo => silo.Name))}. "
        + $"This one's is {self.Engine}, and all silos of a database have the same: stop those first, or start this one with --engine {others[0].Engine}. "
        + $"One that died is forgotten after {AliveFor.TotalSeconds:0} s";

    [LoggerMessage(61, LogLevel.Critical, "This silo ends: {Problem}")]
    private partial void LogReplaced(string problem);

    [LoggerMessage(62, LogLevel.Information, "That this silo is there could not be said now: {Problem}")]
    private partial void LogAway(string problem);
}
