using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Globalization;
using OpenAI;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>Sees what an SDK sends, and how long it waits where it was told to come again.</summary>
internal sealed class CountedRequests : DelegatingHandler
{
    private readonly List<(TimeSpan? Stated, TimeSpan Waited)> _retries = [];
    private (long At, TimeSpan? Stated)? _refused;

    public CountedRequests()
        : base(new SocketsHttpHandler()) => Http = new HttpClient(this, disposeHandler: false);

    public HttpClient Http { get; }

    public int Requests { get; private set; }

    public IReadOnlyList<(TimeSpan? Stated, TimeSpan Waited)> Retries => _retries;

    public OpenAIClient OpenAi(Uri endpoint, string key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = endpoint, Transport = new HttpClientPipelineTransport(Http) });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (_refused is var (at, stated))
            _retries.Add((stated, Stopwatch.GetElapsedTime(at)));
        var answer = await base.SendAsync(request, cancellationToken);
        var wait = answer.Headers.TryGetValues("retry-after-ms", out var values) ? TimeSpan.FromMilliseconds(double.Parse(values.First(), CultureInfo.InvariantCulture)) : (TimeSpan?)null;
        _refused = answer.IsSuccessStatusCode ? null : (Stopwatch.GetTimestamp(), wait);
        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Http.Dispose();
        base.Dispose(disposing);
    }
}
