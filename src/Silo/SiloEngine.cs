using BudgetMesh.Grains;
#if !ORLEANS
using BudgetMesh.Grains.Local;
#endif
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo;

/// <summary>Who hosts the owners of scopes and of limits: the one place that picks the engine.</summary>
internal static class SiloEngine
{
    public static IServiceCollection AddOwners(this IServiceCollection services, SiloOptions options) => services
#if ORLEANS
        .AddGrainOwners()
        .AddOrleansSilo(options);
#else
        .AddSingleton<OwnerServices>()
        .AddSingleton<LocalScopeOwners>()
        .AddSingleton<IScopeOwners>(static provider => provider.GetRequiredService<LocalScopeOwners>())
        .AddSingleton<IRateOwners, LocalRateOwners>();
#endif

    /// <summary>What the engine shows of itself, to admins.</summary>
    public static void MapEngine(this WebApplication app)
    {
#if ORLEANS
        app.MapDashboard();
#endif
    }
}
