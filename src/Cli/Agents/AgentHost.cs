using System.Net;
using System.Net.Sockets;
using BudgetMesh.AspNetCore;
using BudgetMesh.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Cli.Agents;

/// <summary>A running agent: the gate in a process of its own, behind the decision API. It starts whether or not a silo answers.</summary>
internal sealed class AgentHost : IAsyncDisposable
{
    /// <summary>The socket is for the agent's user and its group.</summary>
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Decisions and what ends holds: those who answer them take less.</summary>
    private const int BodyBytesMax = 2 * 1024 * 1024;

    private readonly WebApplication _app;

    private AgentHost(WebApplication app, Gate gate) => (_app, Gate) = (app, gate);

    public Gate Gate { get; }

    /// <summary>Where it listens; with the port that was taken.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <exception cref="CliException">It cannot listen there, or the journal cannot be used.</exception>
    public static async Task<AgentHost> StartAsync(AgentOptions options, Action<ILoggingBuilder> logging, CancellationToken cancellation)
    {
        if (options.Socket is { } socket)
            await ClearAsync(socket, cancellation);
        Gate? gate = null;
        WebApplication? app = null;
        try
        {
            app = Build(options, logging, made => gate = made);
            await app.StartAsync(cancellation);
            if (options.Socket is { } file && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, SocketMode);
            await WaitAsync(gate!, options, app.Logger, cancellation);
            return new AgentHost(app, gate!);
        }
        catch (Exception failure) when (failure is IOException or SocketException or JournalException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.NoStore, $"the agent cannot start: {failure.Message}");
        }
        finally
        {
            if (app is not null && !app.Lifetime.ApplicationStarted.IsCancellationRequested)
                await app.DisposeAsync();
        }
    }

    public Task WaitForShutdownAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(AgentOptions options, Action<ILoggingBuilder> logging, Action<Gate> made)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ServerLimits.Set(kestrel.Limits, BodyBytesMax);
            if (options.Socket is { } socket)
                kestrel.ListenUnixSocket(socket, static listen => listen.Protocols = HttpProtocols.Http1);
            if (options.Listen is { } url)
                kestrel.Listen(url.IsLoopback && IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, url.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        // A decision takes a microsecond: handing it to another thread and back would take longer.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton(services => Gate.Start(options.Gate with { Logger = services.GetRequiredService<ILogger<Gate>>() }));
        builder.Services.AddHostedService<DrainedGate>();
        var app = builder.Build();
        var gate = app.Services.GetRequiredService<Gate>();
        made(gate);
        Map(app, gate, options);
        return app;
    }

    private static void Map(WebApplication app, Gate gate, AgentOptions options)
    {
        var has = (CancellationToken _) => ValueTask.FromResult(gate);
        var (trusting, asking) = (new LocalCallers(has, trustsAll: true), new LocalCallers(has, trustsAll: options.TrustsMachine));
        app.MapDecisions(new DecisionApiOptions(has, context => (IsOfSocket(context) ? trusting : asking).IdentifyAsync(context)));
        app.MapGet("/healthz", static () => Results.Ok());
        app.MapGet("/readyz", () => gate.Ready.IsCompletedSuccessfully ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task WaitAsync(Gate gate, AgentOptions options, ILogger log, CancellationToken cancellation)
    {
        try
        {
            await gate.Ready.WaitAsync(options.StartPatience, cancellation);
        }
        catch (TimeoutException)
        {
            log.LogWarning("No silo has answered within {Patience}: every request is refused as not_ready until one does", options.StartPatience);
        }
    }

    /// <summary>Nobody has an address there.</summary>
    private static bool IsOfSocket(HttpContext context) => context.Connection.LocalIpAddress is null;

    /// <summary>A socket that a killed agent has left is in nobody's way; one at which somebody listens is.</summary>
    private static async Task ClearAsync(string socket, CancellationToken cancellation)
    {
        if (!File.Exists(socket))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(socket);
            return;
        }
        catch (SocketException other)
        {
            throw new CliException(ExitCode.NoStore, $"{socket} is there and is no socket of an agent: {other.Message}");
        }

        throw new CliException(ExitCode.NoStore, $"another process listens at {socket}: stop it, or name another --socket");
    }
}
