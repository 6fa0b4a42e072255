using System.Diagnostics;
using System.Globalization;

namespace BudgetMesh.Bench.Gateways;

/// <summary>How many requests have reached the upstream, as nginx counts them; those that ask it are left out.</summary>
/// <param name="url">Of <c>stub_status</c>.</param>
internal sealed class UpstreamCount(Uri url) : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new();
    private long _asked;

    /// <summary>Waits until none has come for a second: what a client has left behind, a slow gateway still sends on.</summary>
    public async Task<long> ReadAsync(CancellationToken cancellation)
    {
        var count = await AskAsync(cancellation);
        for (var quiet = Stopwatch.StartNew(); quiet.Elapsed < Quiet;)
        {
            await Task.Delay(100, cancellation);
            var before = count;
            count = await AskAsync(cancellation);
            if (count != before)
                quiet.Restart();
        }

        return count;
    }

    public void Dispose() => _http.Dispose();

    private async Task<long> AskAsync(CancellationToken cancellation)
    {
        // The third line has connections accepted, connections handled, and requests.
        var status = (await _http.GetStringAsync(url, cancellation)).Split('\n');
        _asked++;
        return long.Parse(status[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], NumberStyles.None, CultureInfo.InvariantCulture) - _asked;
    }
}
