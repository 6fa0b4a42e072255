using BudgetMesh.Routing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>How a <see cref="BudgetedChatClient"/> asks, sends and settles.</summary>
public sealed record BudgetedChatOptions
{
    /// <summary>
    /// Who pays, and what for: scope, task, priority, ladder, from what the caller has put into the options of the call (such as its
    /// <see cref="ChatOptions.AdditionalProperties"/>) or from what surrounds it. Input tokens and output bound are filled in.
    /// </summary>
    public required Func<ChatOptions?, Request> RequestOf { get; init; }

    /// <summary>The most tokens that the input can be; <see cref="ChatTokens.MostOf"/> where nothing else is said.</summary>
    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, TokenCount> CountInput { get; init; } = ChatTokens.MostOf;

    /// <summary>The client of the deployment that was decided for; null for the inner one, whatever the deployment. It is not disposed of.</summary>
    public Func<DeploymentPlan, IChatClient>? ClientOf { get; init; }

    /// <summary>
    /// Whether an exception proves that the provider has not served the request, so that it costs nothing. Where nothing else is said:
    /// an <see cref="HttpRequestException"/> with a status, or for want of a connection. Clients with exceptions of their own need
    /// their own rule, else what they were refused is charged as if it had been answered.
    /// </summary>
    public Func<Exception, bool> IsUnserved { get; init; } = Failures.IsUnserved;
}
