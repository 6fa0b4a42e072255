namespace BudgetMesh.Bench.Gateways;

/// <summary>One way in one round.</summary>
/// <param name="CpuUs">Processor time that the servers on the way took for a request; 0 where there are none.</param>
internal sealed record WayRun(WrkRun Load, double CpuUs);

/// <summary>All ways in one round, one after the other, at so many connections.</summary>
internal sealed record GatewayRound(int Connections, IReadOnlyDictionary<string, WayRun> Ways);

/// <summary>Drives the ways of a town in turn, and looks after each run whether the answers were answers.</summary>
internal sealed class GatewayBench(GatewayTown town) : IDisposable
{
    private readonly Wrk _wrk = new(GatewayTown.Script, town.Key, town.Upstream);
    private readonly UpstreamCount _upstream = new(town.UpstreamCount);
    private readonly Dictionary<string, long> _served = [];
    private int _begun;

    /// <summary>Requests that reached the upstream by a way.</summary>
    public long Served(string way) => _served.GetValueOrDefault(way);

    /// <exception cref="InvalidOperationException">A request failed, or the upstream has seen another number of them.</exception>
    public async Task<GatewayRound> RunAsync(int connections, int seconds, CancellationToken cancellation)
    {
        // Another one begins each time, so that nobody is always after the same neighbour.
        var (ways, begin) = (new Dictionary<string, WayRun>(), _begun++);
        for (var i = 0; i < town.Ways.Count; i++)
        {
            var way = town.Ways[(begin + i) % town.Ways.Count];
            ways[way.Name] = await RunAsync(way, connections, seconds, cancellation);
        }

        return new GatewayRound(connections, ways);
    }

    public void Dispose() => _upstream.Dispose();

    private async Task<WayRun> RunAsync(Way way, int connections, int seconds, CancellationToken cancellation)
    {
        var (before, cpu) = (await _upstream.ReadAsync(cancellation), way.Cpu);
        var load = await _wrk.RunAsync(way.Url, connections, seconds, cancellation);
        var served = await _upstream.ReadAsync(cancellation) - before;
        // At the end wrk leaves, on each connection, a request that may be served all the same.
        if (load.Failures > 0 || served < load.Requests || served > load.Requests + connections)
            throw new InvalidOperationException($"{way.Name}: {load.Requests} answers, {load.Failures} failures, and {served} requests reached the upstream");
        _served[way.Name] = Served(way.Name) + served;
        return new WayRun(load, (way.Cpu - cpu).TotalMicroseconds / served);
    }
}
