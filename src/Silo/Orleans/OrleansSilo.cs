using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>The silo of Orleans in this process.</summary>
internal static class OrleansSilo
{
    public static IServiceCollection AddOrleansSilo(this IServiceCollection services, SiloOptions options) => services
        .AddLogging(static logging => logging.AddFilter("Orleans", LogLevel.Warning)) // what goes well, the owners' metrics tell
        .AddOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort: 0)
            .TuneForOwners(options.Owners));

    /// <summary>A silo that is alone is found by nobody, so any port will do.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
