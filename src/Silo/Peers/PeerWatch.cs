using Microsoft.Extensions.Hosting;

namespace BudgetMesh.Silo;

/// <summary>Looks again and again whether the other silos are there.</summary>
internal sealed class PeerWatch(PeerSet peers, PeerClient client) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(peers.Others.Select(peer => WatchAsync(peer, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WatchAsync(Peer peer, CancellationToken stop)
    {
        for (var misses = 0; ;)
        {
            switch (await client.PingAsync(peer, stop))
            {
                case true:
                    misses = 0;
                    peers.Answered(peer);
                    break;
                case false:
                    peers.LeaveOut(peer, "it refuses connections");
                    break;
                case null when ++misses >= PeerTimes.MissesMax:
                    peers.LeaveOut(peer, $"{misses} times no answer within {PeerTimes.PingPatience.TotalMilliseconds} ms");
                    break;
                case null:
                    continue;
            }

            await Task.Delay(PeerTimes.PingEvery, stop);
        }
    }
}
