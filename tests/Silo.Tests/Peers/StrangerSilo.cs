using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Tests;

/// <summary>A peer that answers whatever it is told to, or nothing: as a process does that was stopped by a signal, whose connections stay.</summary>
internal sealed class StrangerSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _status;
    private readonly TaskCompletionSource _never = new();
    private volatile bool _isPaused;
    private int _messages;

    private StrangerSilo(WebApplication app, int status) => (_app, _status) = (app, status);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What was passed on to it.</summary>
    public int Messages => Volatile.Read(ref _messages);

    public static async Task<StrangerSilo> StartAsync(int status = StatusCodes.Status500InternalServerError)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var silo = new StrangerSilo(app, status);
        app.Run(silo.AnswerAsync);
        await app.StartAsync();
        return silo;
    }

    /// <summary>From now on nothing is answered, and no connection is closed.</summary>
    public void Pause() => _isPaused = true;

    public ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        return _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (_isPaused)
            await _never.Task;
        if (context.Request.Path == "/healthz")
            return;
        Interlocked.Increment(ref _messages);
        context.Response.StatusCode = _status;
    }
}
