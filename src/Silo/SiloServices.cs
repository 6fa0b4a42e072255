using System.Text.Json;
using BudgetMesh.Grains;
using BudgetMesh.Silo.Api;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>All that a silo is made of.</summary>
internal static class SiloServices
{
    /// <summary>Store and catalog are open already: without them there is nothing to serve.</summary>
    public static IServiceCollection AddBudgetMeshSilo(this IServiceCollection services, SiloOptions options, IMeshStore store, PlanCatalog catalog)
    {
        services
            .AddPresence(options, store) // first: it starts before all others, and ends after them
            .AddSingleton(options.Clock)
            .AddSingleton(options.Owners)
            .AddSingleton(store).AddSingleton(store.Books).AddSingleton(store.Receipts).AddSingleton(store.Catalog).AddSingleton(store.Keys).AddSingleton(store.Bounds).AddSingleton(store.Weeks).AddSingleton(store.RateOwners)
            .AddSingleton(catalog)
            .AddMetrics()
            .AddSingleton<OwnerMetrics>().AddSingleton<SiloMetrics>().AddSingleton<MetricsReport>()
            .AddSingleton<NoticeHub>()
            .AddOwners(options)
            .AddSingleton<GatewayRegistry>().AddSingleton<ScopeLookup>().AddSingleton<BudgetUnits>()
            .AddSingleton<BoundsEndpoint>()
            .AddSingleton<SyncEndpoint>().AddSingleton<RatesEndpoint>().AddSingleton<FinalsEndpoint>().AddSingleton<ReceiptIntakeEndpoint>().AddSingleton<CatalogEndpoints>().AddSingleton<NoticesEndpoint>().AddSingleton<ScopeKeysEndpoint>()
            .AddSingleton<MeshEndpoints>().AddSingleton<PriceListEndpoint>().AddSingleton<ScopeEndpoints>().AddSingleton<HoldsEndpoint>()
            .AddSingleton<ReceiptQueryEndpoint>().AddSingleton<GatewaysEndpoint>().AddSingleton<KeyEndpoints>().AddSingleton<AdjustmentEndpoints>()
            .AddSingleton<LimitsEndpoint>().AddSingleton<ReservationEndpoints>()
            .AddSingleton<UnusedScopes>().AddHostedService(static provider => provider.GetRequiredService<UnusedScopes>()).AddSingleton<PatternsEndpoint>().AddSingleton<ReceiptSumsEndpoint>()
            .AddSingleton<HealthEndpoints>().AddSingleton<MetricsEndpoint>()
            .AddSingleton<KeyRing>()
            .AddSingleton(provider => new SiloGate(
                options.Peers, provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<IServer>(), provider.GetRequiredService<ILogger<SiloGate>>()))
            .AddHostedService(static provider => provider.GetRequiredService<SiloGate>())
            .AddOtherSilos(options, store);
        services.AddAuthentication(KeyAuthentication.Scheme).AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Scheme, null);
        services.AddAuthorization(KeyRoles.AddPolicies);
        services.AddProblemDetails().AddExceptionHandler<ApiExceptionHandler>();
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        return services;
    }

    private static IServiceCollection AddPresence(this IServiceCollection services, SiloOptions options, IMeshStore store)
    {
        if (store.Silos is not { } register)
            return services;
        var name = $"{options.Peers?.Self.ToString() ?? options.Urls[0]} on {Environment.MachineName}, process {Environment.ProcessId}";
        var self = new SignedSilo(Guid.NewGuid().ToString("N"), options.EngineUsed.ToString().ToLowerInvariant(), name);
        return services.AddHostedService(provider => new SiloPresence(
            register, self, store.Place, options.Clock, provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<SiloPresence>>()));
    }

    private static void AddOtherSilos(this IServiceCollection services, SiloOptions options, IMeshStore store)
    {
        services
            .AddSingleton(provider => new PeerSet(options.Peers, provider.GetRequiredService<ILogger<PeerSet>>()))
            .AddSingleton<PeerClient>().AddSingleton<OwnerRouting>().AddSingleton<OwnersAnywhere>().AddSingleton<OwnersEndpoint>()
            .AddHostedService<PeerWatch>();
        if (store.Notices is { } others)
            services.AddSingleton(others).AddHostedService<NoticeRelay>();
    }
}
