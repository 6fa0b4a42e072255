using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>Asks other silos over HTTP, with the key of whoever asked this one.</summary>
internal sealed partial class PeerClient(PeerSet peers, ILogger<PeerClient> log) : IDisposable
{
    /// <summary>Names the silo that passed a message on. Whoever gets one answers it, and passes it to nobody.</summary>
    private const string ForwardedBy = "BudgetMesh-Forwarded-By";

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = PeerTimes.PingPatience,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        // Names are looked up anew now and then, so that a silo that moved is found.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // tokens end calls
    };

    public static bool IsForwarded(HttpContext call) => call.Request.Headers.ContainsKey(ForwardedBy);

    /// <summary>Whether the process is there. Null where it says nothing; it may be slow.</summary>
    public async Task<bool?> PingAsync(Peer peer, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(PeerTimes.PingPatience);
        try
        {
            using var answer = await _http.GetAsync(new Uri(peer.Address, "/healthz"), end.Token);
            return true;
        }
        catch (HttpRequestException unreachable)
        {
            return IsRefused(unreachable) ? false : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Passes a message on. Null where that silo has not answered it: then it is to be asked of another, for it may be said twice.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<TReply?> PostAsync<TMessage, TReply>(
        Peer peer, HttpContext caller, string route, TMessage message, JsonTypeInfo<TMessage> messageType, JsonTypeInfo<TReply> replyType)
        where TReply : class
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(caller.RequestAborted, peer.Lost);
        end.CancelAfter(PeerTimes.AnswerPatience);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(peer.Address, route)) { Content = JsonContent.Create(message, messageType) };
        request.Headers.TryAddWithoutValidation("Authorization", caller.Request.Headers.Authorization.ToString());
        request.Headers.TryAddWithoutValidation(ForwardedBy, peers.Self!.AbsoluteUri);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return await answer.Content.ReadFromJsonAsync(replyType, end.Token);
            if (answer.StatusCode != HttpStatusCode.BadRequest && peer.TryComplain()) // what is wrong with a request, the caller is told here
                LogRefused(peer.Address, route, (int)answer.StatusCode);
        }
        catch (Exception unread) when (unread is JsonException or NotSupportedException)
        {
            if (peer.TryComplain())
                LogUnread(peer.Address, route, unread.Message);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            peers.LeaveOut(peer, lost.Message);
        }
        catch (OperationCanceledException) when (!caller.RequestAborted.IsCancellationRequested)
        {
            peers.LeaveOut(peer, $"no answer within {PeerTimes.AnswerPatience.TotalSeconds} s");
        }

        return null;
    }

    public void Dispose() => _http.Dispose();

    private static bool IsRefused(HttpRequestException unreachable) => unreachable.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    [LoggerMessage(53, LogLevel.Warning, "Silo {Peer} has answered {Route} with {Status}: what it was asked is answered here. Do all silos have the same database and program?")]
    private partial void LogRefused(Uri peer, string route, int status);

    [LoggerMessage(54, LogLevel.Warning, "The answer of silo {Peer} to {Route} cannot be read, and what it was asked is answered here: {Problem}")]
    private partial void LogUnread(Uri peer, string route, string problem);
}
