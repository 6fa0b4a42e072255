using BudgetMesh.Client;
using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.AspNetCore;

/// <summary>
/// The decision for the request at hand, among <c>HttpContext.Features</c>: send the deployment's model the output bound that it says, and settle with
/// what the provider counted. Where the request ends without that, the hold stays and is charged in full at its deadline, unless
/// it was said that nothing was sent.
/// </summary>
public sealed class BudgetFeature
{
    private readonly GateLease _lease;

    internal BudgetFeature(GateLease lease) => _lease = lease;

    public ref readonly Decision Decision => ref _lease.Decision;

    /// <summary>Where to send the request.</summary>
    public DeploymentPlan Deployment => Decision.Deployment!;

    /// <inheritdoc cref="Decision.OutputBound"/>
    public TokenCount OutputBound => Decision.OutputBound;

    /// <inheritdoc cref="Gate.Settle(in Decision, TokenCount, TokenCount)"/>
    public Settlement Settle(TokenCount input, TokenCount output) => _lease.Settle(input, output);

    /// <inheritdoc cref="Gate.Settle(in Decision, in TokenUsage)"/>
    public Settlement Settle(in TokenUsage usage) => _lease.Settle(usage);

    /// <inheritdoc cref="Gate.Settle(in Decision, ReadOnlySpan{byte})"/>
    public Settlement Settle(ReadOnlySpan<byte> usageJson) => _lease.Settle(usageJson);

    /// <summary>No provider was sent anything for this request, and none will be: it costs nothing. After a settlement it changes nothing.</summary>
    public void NothingSent() => _lease.Void();

    /// <inheritdoc cref="Gate.Extend"/>
    public ExtendOutcome Extend(TimeSpan lasts) => _lease.Extend(lasts);
}
