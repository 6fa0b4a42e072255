using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace BudgetMesh.Silo;

/// <summary>The silo of Orleans in this process.</summary>
internal static class OrleansSilo
{
    /// <summary>Below the ports that systems hand to outgoing calls: nothing takes one between the look and the start.</summary>
    private const int PortLeast = 32_000, PortMost = 32_767;

    public static IServiceCollection AddOrleansSilo(this IServiceCollection services, SiloOptions options)
    {
        // What goes well, the owners' metrics tell. Under a clock that runs ahead, as in a demonstration, watchdogs take every timer for late.
        services.AddLogging(logging => logging.AddFilter("Orleans", options.Clock == TimeProvider.System ? LogLevel.Warning : LogLevel.Error));
        if (options.Cluster is not null)
            services.AddHostedService(_ => new MembershipTables(options.Postgres!)); // before the silo: services start in this order
        return services.AddOrleans(silo =>
        {
            if (options.Cluster is { } cluster)
                silo.Join(cluster, options.Postgres!);
            else
                silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            silo.TuneForOwners(options.Owners).AddDashboard(static dashboard => dashboard.HideTrace = true); // logs have a place of their own
        });
    }

    /// <summary>Who owns what, on which silo, and how often it is called.</summary>
    public static void MapDashboard(this WebApplication app) => app.MapOrleansDashboard("/dashboard").RequireAuthorization(KeyRoles.AdminPolicy);

    private static void Join(this ISiloBuilder silo, SiloCluster cluster, string postgres)
    {
        var tables = new NpgsqlConnectionStringBuilder(postgres) { SearchPath = MembershipSql.Schema };
        silo.Configure<ClusterOptions>(named => (named.ClusterId, named.ServiceId) = (cluster.Id, cluster.Id))
            .UseAdoNetClustering(membership => (membership.Invariant, membership.ConnectionString) = ("Npgsql", tables.ConnectionString))
            .ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(cluster.Address));
    }

    /// <summary>A silo that is alone is found by nobody, so any port will do.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(PortLeast, PortMost + 1);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one then.
            }
        }
    }
}
