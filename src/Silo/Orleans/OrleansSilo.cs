using System.Net;
using System.Net.Sockets;
using BudgetMesh.Grains;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, DashboardAuthentication>(DashboardAuthentication.Scheme, null);
        var database = options.Postgres is { } postgres ? new OrleansDatabase(postgres) : null;
        if (database is not null)
            services.AddHostedService(_ => new OrleansTables(database)).AddLearnedByGrains(); // before the silo: services start in this order
        else
            services.AddSharedBounds();
        if (options.Cluster is { Id: var cluster })
            services.AddHostedService(provider => new StaleMembers(database!, cluster, provider.GetRequiredService<IHostApplicationLifetime>(), options.Clock));
        return services.AddOrleans(silo =>
        {
            if (options.Cluster is { } cluster)
                silo.Join(cluster, database!);
            else
                silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            if (database is not null)
                silo.KeepWhatIsLearned(database);
            silo.TuneForOwners(options.Owners).AddDashboard(static dashboard => dashboard.HideTrace = true); // logs have a place of their own
        });
    }

    /// <summary>Who owns what, on which silo, how often it is called, and what a scope's money is.</summary>
    public static void MapDashboard(this WebApplication app) => app.MapOrleansDashboard("/dashboard").RequireAuthorization(
        new AuthorizationPolicyBuilder(DashboardAuthentication.Scheme).RequireRole(KeyRoles.Names.ToWire(Storage.KeyRole.Admin)).Build());

    private static void Join(this ISiloBuilder silo, SiloCluster cluster, OrleansDatabase database)
    {
        var isOfThisMachine = IPAddress.IsLoopback(cluster.Address);
        var port = cluster.SiloPort == 0 ? FreePort() : cluster.SiloPort;
        if (!IsFree(isOfThisMachine ? cluster.Address : IPAddress.Any, port))
            throw new SiloStartException($"port {port} for the other silos is taken: name another by --silo-port, or 0 for a free one");
        silo.Configure<ClusterOptions>(named => named.ClusterId = cluster.Id)
            .UseAdoNetClustering(membership => (membership.Invariant, membership.ConnectionString) = (OrleansDatabase.Invariant, database.ConnectionString))
            .ConfigureEndpoints(cluster.Address, port, cluster.GatewayPort, listenOnAnyHostAddress: !isOfThisMachine);
    }

    /// <summary>States are those of the books, not of a cluster: a new cluster on them goes on with what the last one knew.</summary>
    private static void KeepWhatIsLearned(this ISiloBuilder silo, OrleansDatabase database)
    {
        silo.Configure<ClusterOptions>(named => named.ServiceId = database.Books);
        silo.AddAdoNetGrainStorage(LearnedStates.Storage, states =>
        {
            (states.Invariant, states.ConnectionString) = (OrleansDatabase.Invariant, database.ConnectionString);
            states.GrainStorageSerializer = new LearnedJson();
        });
    }

    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(PortLeast, PortMost + 1);
            if (IsFree(IPAddress.Loopback, port))
                return port;
        }
    }

    /// <summary>Orleans would share a port with another silo, and vote that one out as its own former life.</summary>
    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
