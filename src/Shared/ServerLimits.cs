using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BudgetMesh;

/// <summary>
/// How much a client may send, and how slowly: written down here and not left to what a framework takes for usual. Compiled into every
/// server of this program. Nothing is held for a request before all of it is there, so one that never ends costs a connection, for seconds.
/// </summary>
internal static class ServerLimits
{
    /// <summary>A head has a key, labels and a trace: a few hundred bytes.</summary>
    public const int HeadersMax = 100, HeaderBytesMax = 32 * 1024, RequestLineBytesMax = 8 * 1024;

    /// <summary>From the first byte of a head to its last.</summary>
    public static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    /// <summary>Slower than any line that people use; a client that sends a byte now and then is cut off when the grace is over.</summary>
    private const double BytesPerSecondLeast = 240;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Longer than clients keep a connection at which nothing goes on, so that they end it and no request meets its end.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(130);

    /// <param name="bodyBytesMax">Of a request.</param>
    public static void Set(KestrelServerLimits limits, long bodyBytesMax)
    {
        limits.MaxRequestBodySize = bodyBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = HeadTime;
        limits.KeepAliveTimeout = IdleTime;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecondLeast, Grace);
        // Of what is waiting to be read: a stream may be silent for as long as its provider thinks.
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecondLeast, Grace);
    }
}
