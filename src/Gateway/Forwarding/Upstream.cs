using System.Net;
using System.Text;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BudgetMesh.Gateway.Forwarding;

/// <summary>The way to providers: connections that are kept, and what may go wrong on it.</summary>
internal sealed class Upstream : IDisposable
{
    /// <summary>Addresses of providers change; a connection is not kept for longer.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Headers of the client that go on to the provider: what it wants of the API. Not what names an account or an organization there: those are the gateway's.</summary>
    private static readonly string[] Forwarded = ["anthropic-beta", "anthropic-version", "openai-beta", HeaderNames.UserAgent];

    private readonly HttpMessageInvoker _client;
    private readonly Times _times;

    public Upstream(Times times)
    {
        _times = times;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectTimeout = times.Connect,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false, // the key is for the address that was configured
            AutomaticDecompression = DecompressionMethods.None, // nothing compressed is asked for
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8, // as they were read: a header of the client's that is no ASCII goes on as it came
        });
    }

    /// <summary>Sends a request and waits for the head of its answer, for as long as a provider may say nothing.</summary>
    /// <param name="clients">The client's headers.</param>
    /// <param name="stop">The gateway ends.</param>
    public async Task<UpstreamAnswer> SendAsync(Adapter adapter, Dialect dialect, ReadOnlyMemory<byte> body, IHeaderDictionary clients, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, adapter.UriOf(dialect)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in adapter.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        foreach (var name in Forwarded)
        {
            if (clients.TryGetValue(name, out var values) && !request.Headers.NonValidated.Contains(name))
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        if (dialect.IsAnthropic() && !request.Headers.NonValidated.Contains("anthropic-version"))
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(_times.Silence);
        try
        {
            return new UpstreamAnswer(UpstreamOutcome.Answered, await _client.SendAsync(request, silence.Token));
        }
        catch (HttpRequestException failure)
        {
            return new UpstreamAnswer(WasNotSent(failure) ? UpstreamOutcome.NotSent : UpstreamOutcome.Broken, null);
        }
        catch (OperationCanceledException failure)
        {
            // A connection that is not made in time ends this way as well.
            return new UpstreamAnswer(stop.IsCancellationRequested ? UpstreamOutcome.Broken : silence.IsCancellationRequested ? UpstreamOutcome.TimedOut : failure.InnerException is TimeoutException ? UpstreamOutcome.NotSent : UpstreamOutcome.Broken, null);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool WasNotSent(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}

/// <summary>What came of sending a request.</summary>
internal enum UpstreamOutcome
{
    Answered,

    /// <summary>There was no connection.</summary>
    NotSent,

    /// <summary>The connection ended before an answer came. The provider may have served it, and bill it.</summary>
    Broken,

    /// <summary>No answer came in time. The provider may serve it, and bill it.</summary>
    TimedOut,
}

/// <param name="Response">Only where it was answered.</param>
internal readonly record struct UpstreamAnswer(UpstreamOutcome Outcome, HttpResponseMessage? Response)
{
    /// <summary>0 where no answer came.</summary>
    public int Status => Response is null ? 0 : (int)Response.StatusCode;

    public bool IsServed => Response is { IsSuccessStatusCode: true };

    /// <summary>Nothing was served, and another deployment may do better.</summary>
    public bool MayTryAnother => Outcome == UpstreamOutcome.NotSent || Status is 429 or >= 500 or 408;

    /// <summary>A header's value by its name, whatever its case.</summary>
    public string? Header(string name) => Response is not null && Response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
