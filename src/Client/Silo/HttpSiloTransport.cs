using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudgetMesh.Wire;

namespace BudgetMesh.Client;

/// <summary>The silo over HTTP/1.1 with kept-alive connections: JSON up and down, notices as server-sent events.</summary>
public sealed class HttpSiloTransport : ISiloTransport
{
    /// <summary>Characters of an error answer that go into a message: its first sentences, not a page.</summary>
    private const int ErrorTextMax = 300;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;

    /// <param name="url">The silo's address; a path in it is kept in front of the routes.</param>
    /// <param name="key">A gateway key.</param>
    public HttpSiloTransport(Uri url, string key)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            // Names are looked up anew now and then, so that a silo that moved is found.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/')),
            DefaultRequestVersion = HttpVersion.Version11,
            Timeout = Timeout.InfiniteTimeSpan, // the caller's token ends a call
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public ValueTask<SyncReply> SyncAsync(SyncMessage message, CancellationToken cancellation) =>
        PostAsync(Routes.Sync, message, WireJson.Default.SyncMessage, WireJson.Default.SyncReply, cancellation);

    public ValueTask<RateReply> RatesAsync(RateMessage message, CancellationToken cancellation) =>
        PostAsync(Routes.Rates, message, WireJson.Default.RateMessage, WireJson.Default.RateReply, cancellation);

    public ValueTask<ReceiptAck> SendReceiptsAsync(ReceiptBatch batch, CancellationToken cancellation) =>
        PostAsync(Routes.Receipts, batch, WireJson.Default.ReceiptBatch, WireJson.Default.ReceiptAck, cancellation);

    public ValueTask<FinalsReply> SendFinalsAsync(FinalsMessage message, CancellationToken cancellation) =>
        PostAsync(Routes.Finals, message, WireJson.Default.FinalsMessage, WireJson.Default.FinalsReply, cancellation);

    public ValueTask<BoundsReply> ShareBoundsAsync(BoundsReport report, CancellationToken cancellation) =>
        PostAsync(Routes.Bounds, report, WireJson.Default.BoundsReport, WireJson.Default.BoundsReply, cancellation);

    public ValueTask<ScopeKeyReply> FindScopeKeyAsync(ScopeKeyQuery query, CancellationToken cancellation) =>
        PostAsync(Routes.ScopeKeys, query, WireJson.Default.ScopeKeyQuery, WireJson.Default.ScopeKeyReply, cancellation);

    public ValueTask<PlanDocument> ReadPlanAsync(long version, CancellationToken cancellation) =>
        CallAsync(Get(Routes.Plans, version), HttpCompletionOption.ResponseHeadersRead, content => ReadAsync(content, WireJson.Default.PlanDocument, cancellation), cancellation);

    public ValueTask<ReadOnlyMemory<byte>> ReadPricesAsync(long version, CancellationToken cancellation) =>
        CallAsync<ReadOnlyMemory<byte>>(
            Get(Routes.Prices, version), HttpCompletionOption.ResponseHeadersRead, async content => await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), cancellation);

    public async IAsyncEnumerable<Notice> NoticesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(Routes.Notices));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var events = SseParser.Create(
            await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false),
            static (_, data) => JsonSerializer.Deserialize(data, WireJson.Default.Notice));
        await foreach (var item in events.EnumerateAsync(cancellation).ConfigureAwait(false))
        {
            if (item.Data is { } notice)
                yield return notice;
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask<TReply> PostAsync<TMessage, TReply>(
        string route, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TReply> replyType, CancellationToken cancellation) =>
        CallAsync(
            new HttpRequestMessage(HttpMethod.Post, Path(route)) { Content = JsonContent.Create(message, messageType) },
            HttpCompletionOption.ResponseHeadersRead,
            content => ReadAsync(content, replyType, cancellation),
            cancellation);

    private static async Task<T> ReadAsync<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await content.ReadFromJsonAsync(type, cancellation).ConfigureAwait(false) ?? throw new JsonException("the answer is null");

    private async ValueTask<T> CallAsync<T>(HttpRequestMessage request, HttpCompletionOption until, Func<HttpContent, Task<T>> read, CancellationToken cancellation)
    {
        using (request)
        {
            using var response = await SendAsync(request, until, cancellation).ConfigureAwait(false);
            try
            {
                return await read(response.Content).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException or NotSupportedException)
            {
                throw new SiloException($"{request.RequestUri}: {broken.Message}", broken);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, until, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException unreachable)
        {
            throw new SiloException($"{request.RequestUri}: {unreachable.Message}", unreachable);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new SiloException($"{request.RequestUri}: no connection within {ConnectTimeout}", late);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var text = await ErrorTextAsync(response, cancellation).ConfigureAwait(false);
            var problem = $"{request.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}{text}";
            throw response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new SiloRefusedException($"{problem}: the key must be a gateway key of this silo that was not revoked")
                : new SiloException(problem);
        }
    }

    private static async Task<string> ErrorTextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            return text.Length == 0 ? "" : $": {(text.Length <= ErrorTextMax ? text : text[..ErrorTextMax])}";
        }
        catch (Exception unread) when (unread is HttpRequestException or IOException)
        {
            return "";
        }
    }

    private HttpRequestMessage Get(string route, long version) =>
        new(HttpMethod.Get, Path(string.Create(CultureInfo.InvariantCulture, $"{route}/{version}")));

    private Uri Path(string route) => new($"{_http.BaseAddress!.AbsoluteUri.TrimEnd('/')}{route}");
}
