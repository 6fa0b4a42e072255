using BudgetMesh.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BudgetMesh.AspNetCore;

/// <summary>The gate as a service: one for the application, started and stopped with it, to be injected as <see cref="Gate"/>.</summary>
public static class BudgetMeshServices
{
    /// <inheritdoc cref="AddBudgetMesh(IServiceCollection, IConfiguration)"/>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddBudgetMesh(this IServiceCollection services, Action<BudgetMeshOptions> configure)
    {
        services.AddOptions<BudgetMeshOptions>().Configure(configure);
        return services.AddGate();
    }

    /// <summary>
    /// Adds a gate. Options that cannot be used end the application's start with all that is wrong with them, and so does a journal that
    /// another process has. Silos that are away do not: until one has answered the gate refuses every request as not ready.
    /// </summary>
    /// <param name="section">Has the options, by the names of <see cref="BudgetMeshOptions"/>.</param>
    public static IServiceCollection AddBudgetMesh(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<BudgetMeshOptions>().Bind(section, static binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddGate();
    }

    /// <summary>Adds the gate's health: degraded while no silo answers, failed while it refuses everything.</summary>
    /// <param name="failureStatus">Reported where it refuses everything; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    public static IHealthChecksBuilder AddBudgetMesh(this IHealthChecksBuilder checks, string name = "budgetmesh", HealthStatus? failureStatus = null, params IEnumerable<string> tags) =>
        checks.AddCheck<GateHealth>(name, failureStatus, tags);

    private static IServiceCollection AddGate(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<BudgetMeshOptions>, BudgetMeshOptionsCheck>();
        services.AddOptions<BudgetMeshOptions>().ValidateOnStart();
        services.AddSingleton(Start);
        services.AddHostedService<GateHost>();
        return services;
    }

    private static Gate Start(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<BudgetMeshOptions>>().Value;
        var gate = options.ToGate(services.GetRequiredService<ILogger<Gate>>());
        return options.Transports is { } transports ? Gate.Start(gate, transports()) : Gate.Start(gate);
    }
}
