using System.Text.Json;
using BudgetMesh.Bounds;
using BudgetMesh.Client;
using BudgetMesh.Http;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.AspNetCore;

/// <summary>A decision as JSON, and a refusal of it.</summary>
internal static class DecisionWriting
{
    private static readonly WireNames<OutputBoundBy> BoundsBy = new();
    private static readonly WireNames<Tier> Tiers = new();

    public static void Write(Utf8JsonWriter json, in Decision decision, Gate gate)
    {
        var deployment = decision.Deployment!;
        json.WriteStartObject();
        json.WriteString("decision_id", decision.Id);
        json.WriteString("hold_id", decision.HoldName);
        json.WriteString("verdict", WireMapping.Verdicts.ToWire(decision.Verdict));
        json.WriteString("reason", WireMapping.Reasons.ToWire(decision.Reason));
        json.WriteString("rule", decision.Rule);
        json.WriteString("deployment", deployment.Id);
        json.WriteString("provider", deployment.Provider);
        json.WriteString("model", deployment.Model);
        json.WriteString("tier", Tiers.ToWire(deployment.Tier));
        json.WriteString("region", deployment.Region);
        json.WriteNumber("max_output_tokens", decision.OutputBound.Value);
        json.WriteString("output_bound_by", BoundsBy.ToWire(decision.OutputBoundBy));
        json.WriteString("bound_usd", decision.Bound.ToString());
        json.WriteNumber("expires_in_ms", (long)gate.HoldLifetime.TotalMilliseconds);
        json.WriteEndObject();
    }

    public static Refusal RefusalOf(in Decision decision, ScopePath scope, DecisionCaller caller, Gate gate) =>
        Refusal.Of(decision, new RefusalOptions(scope) { SpentStatus = caller.RefusalStatus, Now = gate.Now });
}
