using BudgetMesh.AspNetCore;
using BudgetMesh.Silo.Api;
using BudgetMesh.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo;

/// <summary>Every route of a silo, and who may use it.</summary>
internal static class SiloRoutes
{
    public static void MapBudgetMesh(this WebApplication app, SiloOptions options)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGateways();
        app.MapDecisions(new DecisionApiOptions(app.Services.GetRequiredService<SiloGate>().GetAsync, SiloCallers.IdentifyAsync)).RequireAuthorization(KeyRoles.DecisionPolicy);
        app.MapAdmin();
        app.MapPeers();
        app.MapOperation(options);
        app.MapEngine(options);
    }

    /// <summary>What gates need, and nothing else is open to them.</summary>
    private static void MapGateways(this WebApplication app)
    {
        var gateway = app.MapGroup("").RequireAuthorization(KeyRoles.GatewayPolicy);
        gateway.MapPost(Routes.Sync, app.Services.GetRequiredService<SyncEndpoint>().HandleAsync);
        gateway.MapPost(Routes.Rates, app.Services.GetRequiredService<RatesEndpoint>().HandleAsync);
        gateway.MapPost(Routes.Receipts, app.Services.GetRequiredService<ReceiptIntakeEndpoint>().HandleAsync);
        gateway.MapPost(Routes.Finals, app.Services.GetRequiredService<FinalsEndpoint>().HandleAsync);
        gateway.MapPost(Routes.Bounds, app.Services.GetRequiredService<BoundsEndpoint>().HandleAsync);
        gateway.MapPost(Routes.ScopeKeys, app.Services.GetRequiredService<ScopeKeysEndpoint>().HandleAsync);
        gateway.MapGet(Routes.Notices, app.Services.GetRequiredService<NoticesEndpoint>().HandleAsync);

        var catalog = app.Services.GetRequiredService<CatalogEndpoints>();
        var either = app.MapGroup("").RequireAuthorization(KeyRoles.OperatorPolicy);
        either.MapGet($"{Routes.Plans}/{{version:long:min(0)}}", catalog.PlanAsync);
        either.MapGet($"{Routes.Prices}/{{version:long:min(0)}}", catalog.PricesAsync);
    }

    private static void MapAdmin(this WebApplication app)
    {
        var admin = app.MapGroup("/v1").RequireAuthorization(KeyRoles.AdminPolicy);
        var mesh = app.Services.GetRequiredService<MeshEndpoints>();
        admin.MapGet("/mesh", mesh.Read);
        admin.MapPost("/mesh", (Delegate)mesh.ApplyAsync);
        admin.MapPost("/mesh/check", mesh.CheckAsync);
        admin.MapPost("/prices", (Delegate)app.Services.GetRequiredService<PriceListEndpoint>().ApplyAsync);

        var scopes = app.Services.GetRequiredService<ScopeEndpoints>();
        admin.MapGet("/scopes", scopes.ListAsync);
        admin.MapGet("/scopes/{**path}", scopes.ReadAsync);
        admin.MapPost("/scopes/{**path}", (Delegate)scopes.ActAsync);
        admin.MapGet("/patterns", app.Services.GetRequiredService<PatternsEndpoint>().ListAsync);
        admin.MapGet("/adjustments", app.Services.GetRequiredService<AdjustmentEndpoints>().ListAsync);
        admin.MapGet("/receipts", app.Services.GetRequiredService<ReceiptQueryEndpoint>().ListAsync);
        admin.MapGet("/receipts/sums", app.Services.GetRequiredService<ReceiptSumsEndpoint>().SumAsync);
        admin.MapGet("/holds", app.Services.GetRequiredService<HoldsEndpoint>().ListAsync);

        var limits = app.Services.GetRequiredService<LimitsEndpoint>();
        admin.MapGet("/limits", limits.ListAsync);
        admin.MapGet("/capacity", limits.CapacityAsync);
        var reservations = app.Services.GetRequiredService<ReservationEndpoints>();
        admin.MapGet("/reservations", reservations.List);
        admin.MapPost("/reservations", (Delegate)reservations.AddAsync);
        admin.MapPost("/reservations/check", reservations.CheckAsync);
        admin.MapDelete("/reservations/{name}", reservations.RemoveAsync);

        var gateways = app.Services.GetRequiredService<GatewaysEndpoint>();
        admin.MapGet("/gateways", gateways.ListAsync);
        admin.MapPost("/gateways/{incarnation}/retire", gateways.RetireAsync);

        var keys = app.Services.GetRequiredService<KeyEndpoints>();
        admin.MapGet("/keys", keys.ListAsync);
        admin.MapPost("/keys", keys.CreateAsync);
        admin.MapDelete("/keys/{id}", keys.RevokeAsync);
    }

    /// <summary>What one silo asks of another for an admin; what it asks for a gateway has the gateway's routes.</summary>
    private static void MapPeers(this WebApplication app)
    {
        var peers = app.MapGroup("").RequireAuthorization(KeyRoles.AdminPolicy);
        var owners = app.Services.GetRequiredService<OwnersEndpoint>();
        peers.MapPost(PeerRoutes.Books, owners.ReadAsync);
        peers.MapPost(PeerRoutes.Retire, owners.RetireAsync);
        peers.MapPost(PeerRoutes.Adjust, owners.AdjustAsync);
        peers.MapPost(PeerRoutes.Unfreeze, owners.UnfreezeAsync);
        peers.MapPost(PeerRoutes.Limits, owners.ReadLimitsAsync);
    }

    private static void MapOperation(this WebApplication app, SiloOptions options)
    {
        app.MapGet("/healthz", HealthEndpoints.Live).AllowAnonymous();
        app.MapGet("/readyz", app.Services.GetRequiredService<HealthEndpoints>().ReadyAsync).AllowAnonymous();
        var metrics = app.MapGet("/metrics", app.Services.GetRequiredService<MetricsEndpoint>().Read);
        if (options.HasOpenMetrics)
            metrics.AllowAnonymous();
        else
            metrics.RequireAuthorization(KeyRoles.AdminPolicy);
    }
}
