using BudgetMesh.Client;
using BudgetMesh.Gateway.Configuration;
using BudgetMesh.Gateway.Forwarding;
using BudgetMesh.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Gateway.Hosting;

/// <summary>
/// A running gateway. Disposing it takes no more calls, waits for answers that are under way (<see cref="Times.Drain"/>), cuts and settles those
/// that are left, and gives the gate's rights back.
/// </summary>
public sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>After the drain: what is cut settles within a moment.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly Upstream _upstream;
    private readonly ILoggerFactory _logs;
    private readonly CancellationTokenSource _cut;
    private readonly TimeSpan _drain;
    private bool _isDisposed;

    private GatewayHost(WebApplication app, Gate gate, Upstream upstream, ILoggerFactory logs, CancellationTokenSource cut, TimeSpan drain) =>
        (_app, Gate, _upstream, _logs, _cut, _drain) = (app, gate, upstream, logs, cut, drain);

    /// <summary>The gate by which it decides.</summary>
    public Gate Gate { get; }

    /// <summary>Where it listens, the first of the addresses with the port that was taken.</summary>
    public Uri BaseAddress => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Connects to the silos and listens.</summary>
    /// <param name="logging">What becomes of its log; nowhere without.</param>
    /// <exception cref="SiloException">No silo answers, or all refuse the key.</exception>
    /// <exception cref="JournalException">Another process has the journal, or it cannot be written.</exception>
    /// <exception cref="IOException">An address to listen on is taken.</exception>
    public static async Task<GatewayHost> StartAsync(GatewayPlan plan, Action<ILoggingBuilder>? logging = null, CancellationToken cancellation = default)
    {
        var logs = LoggerFactory.Create(logging ?? (static _ => { }));
        var gate = await ConnectAsync(plan, logs, cancellation);
        var upstream = new Upstream(plan.Times);
        var cut = new CancellationTokenSource();
        var app = Build(plan, new GatewayPlace(plan, new ExchangePlace(gate, new InputEstimator(), TimeProvider.System), upstream, cut.Token), logging);
        var host = new GatewayHost(app, gate, upstream, logs, cut, plan.Times.Drain);
        try
        {
            await app.StartAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the process was asked to stop, by Ctrl-C say.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation = default) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _cut.CancelAfter(_drain);
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Gate.DisposeAsync();
        _upstream.Dispose();
        _cut.Dispose();
        _logs.Dispose();
    }

    private static async Task<Gate> ConnectAsync(GatewayPlan plan, ILoggerFactory logs, CancellationToken cancellation)
    {
        try
        {
            return await Gate.ConnectAsync(
                new GateOptions { Name = plan.Name, Urls = plan.Silos, Key = plan.Key, Journal = plan.Journal, Logger = logs.CreateLogger("BudgetMesh.Gate") }, cancellation);
        }
        catch
        {
            logs.Dispose();
            throw;
        }
    }

    private static WebApplication Build(GatewayPlan plan, GatewayPlace place, Action<ILoggingBuilder>? logging)
    {
        // The program's own folder: a settings file in whichever folder it was started from is not meant for it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        builder.WebHost.UseUrls([.. plan.Listen]);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            ServerLimits.Set(kestrel.Limits, RequestRules.BodyBytesMax + 1L); // what is larger is answered by the gateway, as its providers would
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = plan.Times.Drain + SettleTime);
        var app = builder.Build();
        app.MapGet("/healthz", static () => Results.Ok());
        app.MapGet("/readyz", () => place.Gate.State is GateState.Stopped or GateState.Refused ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok());
        app.MapGet("/v1/models", context => AnswerAsync(context, ModelList.DialectOf(context.Request), () => ModelList.WriteAsync(context, place.Gate, plan), app.Logger));
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            var speaking = plan.Speaking(dialect);
            app.MapPost("/v1" + Dialects.PathOf(dialect), context => AnswerAsync(context, dialect, new GatewayCall(place, dialect, speaking, context).RunAsync, app.Logger));
        }

        return app;
    }

    /// <summary>What goes wrong on the way is an answer too, as the dialect's provider would write it.</summary>
    private static async Task AnswerAsync(HttpContext context, Dialect dialect, Func<Task> answer, ILogger logger)
    {
        try
        {
            await answer();
        }
        catch (Exception gone) when ((gone is OperationCanceledException or IOException) && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone before anything was sent for it.
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await context.Response.ProblemAsync(dialect, bad.StatusCode, bad.Message);
        }
        catch (SiloException away) when (!context.Response.HasStarted)
        {
            logger.LogWarning(away, "whose a key is cannot be found out now");
            await context.Response.ProblemAsync(dialect, StatusCodes.Status503ServiceUnavailable, "whose this key is cannot be found out now: try again soon", "silo_unreachable");
        }
    }
}
