using BudgetMesh.Grains;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>A running silo. Disposing it takes no more requests, lets owners write what is left, and closes the store.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    /// <summary>The largest bodies are price lists and batches of receipts, of a few megabytes.</summary>
    private const int BodyBytesMax = 16 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly IMeshStore _store;
    private readonly PlanCatalog _catalog;
    private bool _isDisposed;

    private SiloHost(WebApplication app, IMeshStore store, PlanCatalog catalog) => (_app, _store, _catalog) = (app, store, catalog);

    /// <summary>Where it listens, the first of the addresses with the port that was taken.</summary>
    public Uri BaseAddress => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IServiceProvider Services => _app.Services;

    /// <summary>Opens the store and listens.</summary>
    /// <exception cref="SiloStartException">The store, what is in it, or the address cannot be used.</exception>
    public static async Task<SiloHost> StartAsync(SiloOptions options, CancellationToken cancellation = default)
    {
        if (options.Problem is { } problem)
            throw new SiloStartException(problem);
        IMeshStore? store = null;
        WebApplication? app = null;
        try
        {
            store = await SiloStore.OpenAsync(options, cancellation);
            var catalog = await PlanCatalog.LoadAsync(store.Catalog, options.Clock, cancellation);
            app = Build(options, store, catalog);
            await app.StartAsync(cancellation);
            Warn(app, store);
            return new SiloHost(app, store, catalog);
        }
        catch (Exception failure)
        {
            if (app is not null)
                await app.DisposeAsync();
            if (store is not null)
                await store.DisposeAsync();
            throw failure switch
            {
                SiloStartException known => known,
                StoreUnavailableException => new SiloStartException(failure.Message, failure),
                PlanRefusedException refused => new SiloStartException(
                    $"what {store!.Place} has in force is not valid for this program: {refused.Problems[0]}", refused),
                IOException or FormatException => new SiloStartException($"cannot listen on {string.Join(", ", options.Urls)}: {failure.Message}", failure),
                _ => new SiloStartException($"the silo cannot start: {failure.Message}", failure),
            };
        }
    }

    /// <summary>Makes a key, as an admin could. The secret is nowhere else.</summary>
    /// <param name="scope">For a key of a scope: which.</param>
    public async Task<string> CreateKeyAsync(KeyRole role, string label, ScopePath scope = default) =>
        (await _app.Services.GetRequiredService<KeyRing>().CreateAsync(role, label, scope)).Secret;

    /// <summary>Returns when the process was asked to stop, by a signal say.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation = default) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _app.StopAsync();
        // With its services: the owners write what is left.
        await _app.DisposeAsync();
        _catalog.Dispose();
        await _store.DisposeAsync();
    }

    private static void Warn(WebApplication app, IMeshStore store)
    {
        foreach (var warning in store.Warnings)
            app.Logger.LogWarning("{Warning}", warning);
    }

    private static WebApplication Build(SiloOptions options, IMeshStore store, PlanCatalog catalog)
    {
        // The program's own folder: a settings file in whichever folder it was started from is not meant for it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // gates sync many times a second
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // keys that nothing here uses, and where they are not kept
        options.Logging(builder.Logging);
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            ServerLimits.Set(kestrel.Limits, BodyBytesMax);
        });
        builder.Services.AddBudgetMeshSilo(options, store, catalog);
        var app = builder.Build();
        app.MapBudgetMesh(options);
        return app;
    }
}
