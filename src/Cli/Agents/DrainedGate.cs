using BudgetMesh.Client;
using Microsoft.Extensions.Hosting;

namespace BudgetMesh.Cli.Agents;

/// <summary>Ends the gate while the server still listens, so that requests that are under way can be settled; new ones are refused.</summary>
internal sealed class DrainedGate(Gate gate) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => gate.DisposeAsync().AsTask();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
