using BudgetMesh.Client;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.AspNetCore.Tests.World;

/// <summary>An application with a gate of its own, on a silo in memory; served on a port that is free.</summary>
internal sealed class AppWorld : IAsyncDisposable
{
    private AppWorld(GateWorld gates) => Gates = gates;

    /// <summary>The silo, its clock, and another gate.</summary>
    public GateWorld Gates { get; }

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public Gate Gate => App.Services.GetRequiredService<Gate>();

    /// <param name="map">Adds what the application answers.</param>
    /// <param name="isAway">The silo is, as the application starts.</param>
    public static async Task<AppWorld> StartAsync(
        Action<WebApplication>? map = null, MeshConfig? mesh = null, bool isAway = false, bool refusesKey = false, Action<BudgetMeshOptions>? configure = null)
    {
        var world = new AppWorld(await GateWorld.StartAsync(mesh));
        (world.Gates.Silo.IsAway, world.Gates.Silo.RefusesKey) = (isAway, refusesKey);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddBudgetMesh(options =>
        {
            (options.Name, options.Time, options.Transports) = ("app", world.Gates.Clock, () => [world.Gates.Silo]);
            (options.SyncTimeout, options.DrainPatience, options.StartPatience) = (TimeSpan.FromHours(1), TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.2));
            configure?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddBudgetMesh();
        world.App = builder.Build();
        world.App.MapHealthChecks("/health");
        map?.Invoke(world.App);
        await world.Pass(world.App.StartAsync());
        world.Http = new HttpClient { BaseAddress = new Uri(world.App.Urls.Single()) };
        return world;
    }

    /// <summary>Time passes until it is done.</summary>
    public async Task Pass(Task task)
    {
        await Gates.Pass(() => task.IsCompleted);
        await task;
    }

    /// <summary>What the gate of the application holds and has spent of the team's budget, in nano-dollars.</summary>
    public (long Held, long Spent) Money
    {
        get
        {
            var counters = Gate.Slices().Where(slice => slice.Scope == TestMesh.Team).Select(slice => slice.Counters).SingleOrDefault();
            return (counters.Held, counters.Spent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Pass(App.DisposeAsync().AsTask());
        await Gates.DisposeAsync();
    }
}
