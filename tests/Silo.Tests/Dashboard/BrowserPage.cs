using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BudgetMesh.Silo.Tests;

/// <summary>One page of a browser, led by the DevTools protocol: it goes somewhere, is asked by scripts, and is photographed.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = [];
    private readonly SemaphoreSlim _sending = new(1);
    private readonly string _password;
    private Task _listening = Task.CompletedTask;
    private string? _session;
    private int _last;

    private BrowserPage(string password) => _password = password;

    /// <param name="password">What is typed where a site asks for a name and a password.</param>
    public static async Task<BrowserPage> OpenAsync(Uri devTools, string password)
    {
        var page = new BrowserPage(password);
        await page._socket.ConnectAsync(devTools, CancellationToken.None);
        page._listening = page.ListenAsync();
        var target = await page.AskAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var session = await page.AskAsync("Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        page._session = (string)session["sessionId"]!;
        await page.AskAsync("Page.enable");
        await page.AskAsync("Fetch.enable", new JsonObject { ["handleAuthRequests"] = true });
        return page;
    }

    public Task GoAsync(Uri address) => AskAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });

    /// <summary>What a script answers; promises are waited for.</summary>
    public async Task<JsonNode?> RunAsync(string script)
    {
        var answer = await AskAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true });
        answer["exceptionDetails"].ShouldBeNull(answer.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>Waits in the page until a condition holds.</summary>
    public Task WaitAsync(string condition) =>
        RunAsync($"new Promise(done => {{ const look = () => {{ if ({condition}) done(true); else setTimeout(look, 20); }}; look(); }})");

    /// <summary>As a PNG.</summary>
    public async Task<byte[]> PhotographAsync() => Convert.FromBase64String((string)(await AskAsync("Page.captureScreenshot"))["data"]!);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _listening;
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null)
            message["sessionId"] = _session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ListenAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, _end.Token);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Hear(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                message.SetLength(0);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            foreach (var asked in _asked.Values)
                asked.TrySetException(new IOException("the browser has gone", end));
        }
    }

    private void Hear(JsonNode message)
    {
        if ((int?)message["id"] is { } id)
        {
            if (_asked.TryRemove(id, out var asked) && message["error"] is { } error)
                asked.TrySetException(new InvalidOperationException(error.ToJsonString()));
            else
                asked?.TrySetResult(message["result"]!);
            return;
        }

        var request = message["params"]?["requestId"]?.DeepClone();
        _ = (string?)message["method"] switch
        {
            "Fetch.requestPaused" => AskAsync("Fetch.continueRequest", new JsonObject { ["requestId"] = request }),
            "Fetch.authRequired" => AskAsync("Fetch.continueWithAuth", new JsonObject { ["requestId"] = request, ["authChallengeResponse"] = Credentials() }),
            _ => Task.CompletedTask,
        };
    }

    private JsonObject Credentials() => new() { ["response"] = "ProvideCredentials", ["username"] = "admin", ["password"] = _password };
}
