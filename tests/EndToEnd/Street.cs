using BudgetMesh.Replay;

namespace BudgetMesh.EndToEnd;

/// <summary>A town with gateways that are processes, the traffic through them, and their journals.</summary>
internal sealed class Street : IAsyncDisposable
{
    private readonly List<GatewayProcess> _opened = [];
    private readonly ScopePath _payer;
    private readonly string _ladder;

    private Street(Town town, GatewayTraffic traffic, ScopePath payer, string ladder, bool hasJournal)
    {
        (Town, Traffic, _payer, _ladder, HasJournal) = (town, traffic, payer, ladder, hasJournal);
        Journals = Directory.CreateTempSubdirectory("budgetmesh-journals-").FullName;
        Witnesses = Path.Combine(WitnessFactAttribute.Memory, Path.GetFileName(Journals));
        if (hasJournal)
            Directory.CreateDirectory(Witnesses);
    }

    public Town Town { get; }

    public GatewayTraffic Traffic { get; }

    public bool HasJournal { get; }

    public string Journals { get; }

    public string Witnesses { get; }

    /// <param name="payer">Who pays for all of it, with a monthly cap of <paramref name="capUsd"/>.</param>
    public static async Task<Street> StartAsync(ScopePath payer, decimal capUsd, int seed, bool hasJournal)
    {
        var mesh = CapShare.Apply(OwnLadder.Add(Town.ExampleMesh(), ["premium"], out var premium), payer, new Money((long)(capUsd * Money.NanosPerUsd)));
        var town = await Town.StartAsync(mesh, seed);
        return new Street(town, new GatewayTraffic(mesh, payer, 200_000, seed), payer, premium, hasJournal);
    }

    public string JournalOf(int gateway) => Path.Combine(Journals, $"gate-{gateway}");

    /// <summary>Starts the gateway of that number, at its journal if it keeps one.</summary>
    public async Task<GatewayProcess> OpenAsync(int gateway)
    {
        string[] arguments = [Town.Url, Town.GatewayKey, $"gate-{gateway}", _payer.Value, _ladder];
        var opened = await GatewayProcess.StartAsync(HasJournal ? [.. arguments, JournalOf(gateway), Witnesses] : arguments);
        lock (_opened)
            _opened.Add(opened);
        return opened;
    }

    /// <summary>The payer's capped window.</summary>
    public async Task<WindowSeen> WindowAsync() => (await Town.WindowsAsync(_payer.Value)).Single();

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _opened)
            gateway.Dispose();
        await Town.DisposeAsync();
        Directory.Delete(Journals, recursive: true);
        if (HasJournal)
            Directory.Delete(Witnesses, recursive: true);
    }
}
