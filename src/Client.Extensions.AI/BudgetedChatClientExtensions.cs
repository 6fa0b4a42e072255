using BudgetMesh.Client;
using BudgetMesh.Routing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>Budgets for a client, alone or in a pipeline: <c>builder.Use(inner => inner.WithBudget(gate, scope))</c>.</summary>
public static class BudgetedChatClientExtensions
{
    /// <summary>All calls are the scope's.</summary>
    public static BudgetedChatClient WithBudget(this IChatClient client, Gate gate, ScopePath scope) =>
        client.WithBudget(gate, new BudgetedChatOptions { RequestOf = _ => new Request(scope, TokenCount.Zero) });

    public static BudgetedChatClient WithBudget(this IChatClient client, Gate gate, BudgetedChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(options);
        return new BudgetedChatClient(client, gate, options);
    }
}
