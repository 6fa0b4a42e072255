using BudgetMesh.Grains;
using BudgetMesh.Grains.Local;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo;

/// <summary>Who hosts the owners of scopes and of limits: the one place that picks the engine.</summary>
internal static class SiloEngine
{
    public static IServiceCollection AddOwners(this IServiceCollection services) => services
        .AddSingleton<OwnerServices>()
        .AddSingleton<LocalScopeOwners>()
        .AddSingleton<IScopeOwners>(static provider => provider.GetRequiredService<LocalScopeOwners>())
        .AddSingleton<IRateOwners, LocalRateOwners>();
}
