using System.Text;
using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BudgetMesh.Silo.Api;

/// <summary>Notices as server-sent events, until the gate goes or the silo stops.</summary>
internal sealed class NoticesEndpoint(NoticeHub hub, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>A line now and then shows both ends that the other is there.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ": here\n\n"u8.ToArray();

    public async Task HandleAsync(HttpContext context)
    {
        using var subscription = hub.Subscribe();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        try
        {
            // Subscribed before the first byte: who has seen it misses nothing that comes later.
            await response.Body.WriteAsync(Comment, end.Token);
            await response.Body.FlushAsync(end.Token);
            while (await WaitAsync(subscription, end.Token) is { } isNotice)
            {
                if (isNotice)
                    Write(response, subscription);
                else
                    await response.Body.WriteAsync(Comment, end.Token);
                await response.BodyWriter.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The gate has gone or the silo stops: both end the stream.
        }
    }

    /// <summary>True for a notice, false for a heartbeat, null at the end.</summary>
    private async ValueTask<bool?> WaitAsync(NoticeSubscription subscription, CancellationToken end)
    {
        using var beat = new CancellationTokenSource(Heartbeat, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, end);
        try
        {
            return await subscription.Notices.WaitToReadAsync(either.Token) ? true : null;
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Write(HttpResponse response, NoticeSubscription subscription)
    {
        while (subscription.Notices.TryRead(out var notice))
        {
            var json = JsonSerializer.Serialize(notice, WireJson.Default.Notice);
            Encoding.UTF8.GetBytes($"event: {notice.Kind}\ndata: {json}\n\n", response.BodyWriter);
        }
    }
}
