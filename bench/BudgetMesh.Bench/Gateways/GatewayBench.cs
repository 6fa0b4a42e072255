namespace BudgetMesh.Bench.Gateways;

/// <summary>One way in one round.</summary>
/// <param name="Served">Requests that reached the upstream.</param>
/// <param name="CpuUs">Processor time that the servers on the way took for a request; 0 where there are none.</param>
internal sealed record WayRun(WrkRun Load, long Served, double CpuUs)
{
    /// <summary>Every answer was one of the upstream. At the end wrk leaves, on each connection, a request that may be served all the same.</summary>
    public bool IsSound(int connections) => Load.Failures == 0 && Served >= Load.Requests && Served <= Load.Requests + connections;
}

/// <summary>All ways in one round, one after the other, at so many connections.</summary>
internal sealed record GatewayRound(int Connections, IReadOnlyDictionary<string, WayRun> Ways);

/// <summary>Drives the ways of a town in turn, and looks after each run what has reached the upstream.</summary>
internal sealed class GatewayBench(GatewayTown town) : IDisposable
{
    private readonly Wrk _wrk = new(GatewayTown.Script, town.Key, town.Upstream);
    private readonly UpstreamCount _upstream = new(town.UpstreamCount);
    private readonly Dictionary<string, long> _served = [];

    /// <summary>Requests that had reached the upstream when the last run was over.</summary>
    private long _reached;

    /// <summary>Requests that reached the upstream by a way.</summary>
    public long Served(string way) => _served.GetValueOrDefault(way);

    /// <param name="round">Decides who begins: another one each time, though the order is the same.</param>
    public async Task<GatewayRound> RunAsync(int round, int connections, int seconds, CancellationToken cancellation)
    {
        var ways = new Dictionary<string, WayRun>();
        for (var i = 0; i < town.Ways.Count; i++)
        {
            var way = town.Ways[(round + i) % town.Ways.Count];
            ways[way.Name] = await RunAsync(way, connections, seconds, cancellation);
        }

        return new GatewayRound(connections, ways);
    }

    public void Dispose() => _upstream.Dispose();

    private async Task<WayRun> RunAsync(Way way, int connections, int seconds, CancellationToken cancellation)
    {
        var (before, cpu) = (_reached, way.Cpu);
        var load = await _wrk.RunAsync(way.Url, connections, seconds, cancellation);
        _reached = await _upstream.ReadAsync(cancellation);
        var served = _reached - before;
        _served[way.Name] = Served(way.Name) + served;
        return new WayRun(load, served, (way.Cpu - cpu).TotalMicroseconds / Math.Max(1, served));
    }
}
