using System.Net;
using System.Net.Http.Headers;
using BudgetMesh.Routing;

namespace BudgetMesh.Http;

/// <summary>
/// Asks the gate before any request of an HttpClient to a provider's API is sent, and settles it when its answer has been read, or let go.
/// A refusal is the answer that a provider would give. Requests to other paths pass as they are.
/// </summary>
public sealed class BudgetMeshHandler : DelegatingHandler
{
    private readonly BudgetMeshHandlerOptions _options;
    private readonly ExchangePlace _place;
    private readonly HashSet<string> _reachable;

    public BudgetMeshHandler(BudgetMeshHandlerOptions options)
    {
        _options = options;
        _place = new ExchangePlace(options.Gate, options.Estimator, options.Time);
        _reachable = [.. options.Deployments.Keys];
    }

    /// <inheritdoc cref="BudgetMeshHandler(BudgetMeshHandlerOptions)"/>
    public BudgetMeshHandler(BudgetMeshHandlerOptions options, HttpMessageHandler inner)
        : this(options) => InnerHandler = inner;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.Content is null || request.RequestUri is null || !Dialects.TryOfPath(request.RequestUri.AbsolutePath, out var dialect))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        // 1. What is asked; what cannot be read cannot be decided, and is not sent.
        var body = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!ProviderRequest.TryRead(dialect, body, out var asked, out var problem))
            return Answer(HttpStatusCode.BadRequest, RequestProblem.Of(dialect, problem), request);

        // 2. Whether it may be sent, where, and with which bound.
        var scope = request.Options.TryGetValue(BudgetMeshHandlerOptions.ForRequest.Scope, out var stated) ? stated : _options.Scope;
        var ask = Ask(request, asked, scope);
        var decision = await _options.Gate.DecideAsync(ask, cancellationToken).ConfigureAwait(false);
        if (!decision.IsAllowed)
            return Refuse(request, dialect, decision, scope);

        // 3. The same request with the model and the bound that were decided.
        var exchange = new Exchange(_place, asked, decision, ask.InputTokens);
        var own = request.Content;
        request.Content = Rewritten(own, asked.Rewrite(_options.Deployments[decision.Deployment!.Id], decision.OutputBound));
        request.Headers.AcceptEncoding.Clear(); // what is compressed cannot be metered; handlers that decompress ask for it below this one
        var response = await SendAsync(exchange, request, cancellationToken).ConfigureAwait(false);
        request.Content = own; // whoever sends the message again asks for what was asked for before

        // 4. What was turned away costs nothing; what is served is metered as it is read.
        if (!response.IsSuccessStatusCode)
        {
            exchange.Void();
            return response;
        }

        exchange.Begin(response.Content.Headers.ContentType?.MediaType == "text/event-stream");
        response.Content = new MeteredContent(response.Content, exchange, _options.SilenceMost);
        foreach (var (name, value) in DecisionHeaders.Of(decision))
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    /// <summary>SDKs have synchronous calls too; passed on as they are they would not be metered.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    private Request Ask(HttpRequestMessage request, ProviderRequest asked, ScopePath scope)
    {
        var labels = request.Options.TryGetValue(BudgetMeshHandlerOptions.ForRequest.Labels, out var stated) ? stated.Or(asked.Labels) : asked.Labels;
        labels = labels.Or(_options.Labels);
        return new Request(scope, _options.Estimator.Bound(_reachable, asked.Input))
        {
            OutputBound = asked.OutputBoundOfAll,
            Ladder = request.Options.TryGetValue(BudgetMeshHandlerOptions.ForRequest.Ladder, out var ladder) ? ladder : _options.Ladder,
            Task = labels.Task,
            DataClass = labels.DataClass,
            Caller = labels.Caller,
            Priority = labels.Priority ?? Priority.Normal,
            CacheWrites = asked.CacheWrites,
            Reachable = _reachable,
        };
    }

    private async Task<HttpResponseMessage> SendAsync(Exchange exchange, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            exchange.Wait(_options.SilenceMost);
            var response = await base.SendAsync(request, cancellation).ConfigureAwait(false);
            exchange.Observe((int)response.StatusCode, name => response.Headers.TryGetValues(name, out var values) ? values.First() : null);
            return response;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            exchange.Observe(0, static _ => null);
            exchange.Void();
            throw;
        }
        catch (HttpRequestException)
        {
            exchange.Observe(0, static _ => null);
            exchange.Settle();
            throw;
        }
        catch
        {
            // Given up by the caller: it may have been sent, and be answered and billed.
            exchange.Settle();
            throw;
        }
    }

    private HttpResponseMessage Refuse(HttpRequestMessage request, Dialect dialect, in Decision decision, ScopePath scope)
    {
        var refusal = Refusal.Of(decision, new RefusalOptions(scope) { SpentStatus = _options.SpentStatus, Now = _options.Gate.Now });
        var response = Answer((HttpStatusCode)refusal.Status, dialect.IsAnthropic() ? refusal.ToAnthropic() : refusal.ToOpenAi(), request);
        foreach (var (name, value) in refusal.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] json, HttpRequestMessage request) => new(status)
    {
        RequestMessage = request,
        Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private static ReadOnlyMemoryContent Rewritten(HttpContent before, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        foreach (var (name, values) in before.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }

        return content;
    }
}
