using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;

namespace BudgetMesh.Client;

/// <summary>Gates that are clients of the cluster of Orleans: the same gate, another line.</summary>
public static class OrleansGate
{
    /// <summary>
    /// Connects to a cluster, and ends with its plan in force; where it has none yet, requests are denied until one comes. The client lives as long as the gate.
    /// </summary>
    /// <param name="options"><see cref="GateOptions.Urls"/> is not used.</param>
    /// <param name="cluster">
    /// Says where the cluster is: <c>UseStaticClustering</c> with the silos' gateway addresses, or <c>UseAdoNetClustering</c> where gateways may read the database.
    /// </param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="SiloRefusedException">The key is refused.</exception>
    /// <exception cref="SiloException">No silo answers.</exception>
    /// <exception cref="ArgumentException">The key is missing, or the name is not one.</exception>
    public static async Task<Gate> ConnectAsync(GateOptions options, Action<IClientBuilder> cluster, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(options.Key))
            throw new ArgumentException("a gate needs a gateway key of its silos", nameof(options));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.TuneForGates();
            cluster(client);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ((IAsyncDisposable)host).DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && cancellation.IsCancellationRequested)
                throw;
            throw new SiloException($"no silo of the cluster can be reached: {failure.Message}", failure);
        }

        var silos = new OrleansSiloTransport(host.Services.GetRequiredService<IClusterClient>(), options.Name, options.Key) { Host = host };
        return await Gate.ConnectAsync(options, [silos], cancellation).ConfigureAwait(false);
    }

    /// <summary>What a client needs that carries gates' messages; for gateways that have a client of their own.</summary>
    public static IClientBuilder TuneForGates(this IClientBuilder client)
    {
        client.Services
            .Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = Grains.OwnerCalls.Timeout)
            .Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
            .Configure<ExceptionSerializationOptions>(static exceptions => exceptions.SupportedNamespacePrefixes.Add(nameof(BudgetMesh)));
        return client;
    }
}
