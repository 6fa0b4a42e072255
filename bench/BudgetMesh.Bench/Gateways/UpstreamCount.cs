using System.Globalization;

namespace BudgetMesh.Bench.Gateways;

/// <summary>How many requests have reached the upstream, as nginx counts them; those that ask it are left out.</summary>
/// <param name="url">Of <c>stub_status</c>.</param>
internal sealed class UpstreamCount(Uri url) : IDisposable
{
    private readonly HttpClient _http = new();
    private long _asked;

    /// <summary>Waits until no more come: what a client has left behind may still be on its way.</summary>
    public async Task<long> ReadAsync(CancellationToken cancellation)
    {
        var count = await AskAsync(cancellation);
        while (true)
        {
            await Task.Delay(200, cancellation);
            var again = await AskAsync(cancellation);
            if (again == count)
                return count;
            count = again;
        }
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
