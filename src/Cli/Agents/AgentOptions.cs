using BudgetMesh.Client;

namespace BudgetMesh.Cli.Agents;

/// <summary>How an agent runs. It listens at a socket, at an address of this machine, or at both.</summary>
/// <param name="Gate">Its gate.</param>
internal sealed record AgentOptions(GateOptions Gate)
{
    /// <summary>A Unix socket: who may open the file may ask for every scope.</summary>
    public string? Socket { get; init; }

    /// <summary>An address of this machine alone; port 0 takes a free one.</summary>
    public Uri? Listen { get; init; }

    /// <summary>How long the start waits for a silo: whoever waits for the agent finds it ready, where there is one.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>At <see cref="Listen"/>, too, who sends no key may ask for every scope.</summary>
    public bool TrustsMachine { get; init; }
}
