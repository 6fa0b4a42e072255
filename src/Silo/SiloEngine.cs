using BudgetMesh.Grains;
using BudgetMesh.Grains.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo;

/// <summary>Who hosts the owners of scopes and of limits: the one place that picks the engine.</summary>
public static class SiloEngine
{
    /// <summary>Whether this build has Orleans.</summary>
#if ORLEANS
    public static bool HasOrleans => true;
#else
    public static bool HasOrleans => false;
#endif

    internal static IServiceCollection AddOwners(this IServiceCollection services, SiloOptions options)
    {
#if ORLEANS
        if (options.EngineUsed == OwnerEngine.Orleans)
            return services.AddGrainOwners().AddOrleansSilo(options);
#endif
        return services
            .AddSingleton<OwnerServices>()
            .AddSingleton<LocalScopeOwners>()
            .AddSingleton<IScopeOwners>(static provider => provider.GetRequiredService<LocalScopeOwners>())
            .AddSingleton<IRateOwners, LocalRateOwners>()
            .AddSharedBounds();
    }

    /// <summary>What is learned stays in this process and in the store, where nothing shares it out better.</summary>
    internal static IServiceCollection AddSharedBounds(this IServiceCollection services) => services
        .AddSingleton<SharedBounds>()
        .AddSingleton<ILearnedBounds>(static provider => provider.GetRequiredService<SharedBounds>())
        .AddHostedService(static provider => provider.GetRequiredService<SharedBounds>());

    /// <summary>What the engine shows of itself, to admins.</summary>
    internal static void MapEngine(this WebApplication app, SiloOptions options)
    {
#if ORLEANS
        if (options.EngineUsed == OwnerEngine.Orleans)
            app.MapDashboard();
#endif
    }
}
