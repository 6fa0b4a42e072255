using BudgetMesh.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace BudgetMesh.Grains;

/// <summary>The owners as virtual actors.</summary>
public static class GrainRegistration
{
    /// <summary>Finds owners in the cluster of the silo that is added to the same services.</summary>
    public static IServiceCollection AddGrainOwners(this IServiceCollection services) => services
        .AddSingleton<OwnerServices>()
        .AddSingleton<ActiveScopes>()
        .AddSingleton<IScopeOwners, OrleansScopeOwners>()
        .AddSingleton<IRateOwners, OrleansRateOwners>()
        .Configure<ExceptionSerializationOptions>(static exceptions => exceptions.SupportedNamespacePrefixes.Add(nameof(BudgetMesh)));

    /// <summary>What is learned is kept in Orleans' storage named <see cref="LearnedStates.Storage"/>, and in no table of the store.</summary>
    public static IServiceCollection AddLearnedByGrains(this IServiceCollection services) => services
        .AddSingleton<ILearnedBounds, GrainBounds>()
        .AddSingleton<IWeekStore, GrainWeekStore>();
}
