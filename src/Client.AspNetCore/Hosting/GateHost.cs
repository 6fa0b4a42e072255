using BudgetMesh.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BudgetMesh.AspNetCore;

/// <summary>Starts the gate with the application, and drains it at the end, after the server has stopped taking requests.</summary>
internal sealed class GateHost(Gate gate, IOptions<BudgetMeshOptions> options, ILogger<Gate> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await gate.Ready.WaitAsync(options.Value.StartPatience, options.Value.Time, cancellationToken).ConfigureAwait(false);
            logger.LogInformation("Gate {Gate} is ready", options.Value.Name);
        }
        catch (TimeoutException)
        {
            logger.LogWarning(
                "Gate {Gate} is not ready after {Patience}: the application starts without it, and requests are refused as not_ready until a silo has answered and has a mesh",
                options.Value.Name, options.Value.StartPatience);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await gate.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
}
