using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Gateway.Tests.World;

/// <summary>
/// Providers of both protocols on one address, each deployment below a path of its own, with a bill. It does what prompts wish
/// (<see cref="Wish"/>), or for once what <see cref="Next"/> says.
/// </summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> _next = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private int _cut;

    private FakeUpstream(WebApplication app) => _app = app;

    public UpstreamBill Bill { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Every request that came, refused ones too.</summary>
    public IReadOnlyList<Received> Requests => [.. _received];

    public static async Task<FakeUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.MapPost("/{deployment}/v1/chat/completions", (string deployment, HttpContext context) => upstream.AnswerAsync(deployment, context, new ChatAnswers()));
        app.MapPost("/{deployment}/v1/responses", (string deployment, HttpContext context) => upstream.AnswerAsync(deployment, context, new ResponsesAnswers()));
        app.MapPost("/{deployment}/v1/embeddings", (string deployment, HttpContext context) => upstream.AnswerAsync(deployment, context, new EmbeddingsAnswers()));
        app.MapPost("/{deployment}/v1/messages", (string deployment, HttpContext context) => upstream.AnswerAsync(deployment, context, new AnthropicAnswers()));
        await app.StartAsync();
        return upstream;
    }

    /// <summary>What a deployment does with its next request, instead of serving it.</summary>
    public void Next(string deployment, Fault fault) => _next.GetOrAdd(deployment, static _ => new ConcurrentQueue<Fault>()).Enqueue(fault);

    /// <summary>Lets answers on that wait at a gate: by so many tokens, one at least.</summary>
    public void LetOn(int tokens, string gate = "here") => GateOf(gate).Release(tokens);

    /// <summary>Answers that whoever asked did not take to their end.</summary>
    public int Cut => Volatile.Read(ref _cut);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var gate in _gates.Values)
            gate.Dispose();
    }

    private SemaphoreSlim GateOf(string name) => _gates.GetOrAdd(name, static _ => new SemaphoreSlim(0));

    private async Task AnswerAsync(string deployment, HttpContext context, ProtocolAnswers protocol)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        _received.Enqueue(new Received(deployment, context.Request.Path, text, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_next.TryGetValue(deployment, out var faults) && faults.TryDequeue(out var fault))
        {
            await FailAsync(context, fault);
            return;
        }

        if (!TryRead(text, out var body, out var wish))
        {
            await FailAsync(context, new Fault(400));
            return;
        }

        if (body["stream"]?.GetValue<bool>() == true)
        {
            await StreamAsync(deployment, context, protocol, body, wish);
            return;
        }

        Bill.Charge(deployment, wish.Input, protocol.HasOutput ? wish.Say : 0);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(protocol.Whole(body, wish).ToJsonString());
    }

    private static bool TryRead(string text, out JsonNode body, out Wish wish)
    {
        try
        {
            body = JsonNode.Parse(text)!;
            wish = Wish.Of(body);
            return true;
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            (body, wish) = (null!, null!);
            return false;
        }
    }

    /// <summary>What was sent is charged for, however it ends.</summary>
    private async Task StreamAsync(string deployment, HttpContext context, ProtocolAnswers protocol, JsonNode body, Wish wish)
    {
        context.Response.ContentType = "text/event-stream";
        var sent = 0L;
        try
        {
            await SendAsync(context, protocol.Begin(body, wish));
            for (; sent < Math.Min(wish.Say, wish.Cut ?? long.MaxValue);)
            {
                if (wish.Gate is { } gate)
                    await GateOf(gate).WaitAsync(context.RequestAborted);
                await SendAsync(context, protocol.Token(body, wish, ++sent));
            }

            if (wish.Cut is null)
                await SendAsync(context, protocol.End(body, wish));
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cut);
        }
        finally
        {
            Bill.Charge(deployment, wish.Input, sent);
        }
    }

    private static async Task SendAsync(HttpContext context, string events)
    {
        await context.Response.WriteAsync(events, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, Fault fault)
    {
        if (fault.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault.Status;
        if (fault.RetryAfterMs is { } wait)
            context.Response.Headers["retry-after-ms"] = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$$"""{"type":"error","error":{"type":"fault","message":"as the test wishes","code":"fault","param":null}}""");
    }
}

/// <param name="Status">Of the answer; 0 for a connection that breaks off.</param>
public sealed record Fault(int Status, int? RetryAfterMs = null);

public sealed record Received(string Deployment, string Path, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}
