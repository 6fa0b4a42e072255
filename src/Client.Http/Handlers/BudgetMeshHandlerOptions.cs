using BudgetMesh.Client;

namespace BudgetMesh.Http;

/// <summary>Who pays for an HttpClient's requests, and where they can go.</summary>
public sealed record BudgetMeshHandlerOptions
{
    public required Gate Gate { get; init; }

    /// <summary>Who pays where a request does not say (<see cref="ForRequest.Scope"/>).</summary>
    public required ScopePath Scope { get; init; }

    /// <summary>
    /// Ids of the mesh's deployments that the client's address and key serve, each with the name by which the provider knows the model
    /// there. Whatever a request's own model is, one of them answers it.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Deployments { get; init; }

    /// <summary>A ladder of the mesh instead of the scope's own.</summary>
    public string? Ladder { get; init; }

    /// <summary>For policies, where a request does not say.</summary>
    public RequestLabels Labels { get; init; } = new();

    /// <summary>The status of refusals that waiting does not help: 402, 403 or 429. OpenAI's SDK for .NET repeats requests at 429 whatever the answer says.</summary>
    public int SpentStatus { get; init; } = 429;

    /// <summary>After this much silence a provider's answer is given up by whoever waits; a hold lasts that long at least.</summary>
    public TimeSpan SilenceMost { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Shared by all handlers of a program, they learn together.</summary>
    public InputEstimator Estimator { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What a single <see cref="HttpRequestMessage"/> says of itself, in its <see cref="HttpRequestMessage.Options"/>.</summary>
    public static class ForRequest
    {
        public static readonly HttpRequestOptionsKey<ScopePath> Scope = new("budgetmesh.scope");

        public static readonly HttpRequestOptionsKey<string> Ladder = new("budgetmesh.ladder");

        public static readonly HttpRequestOptionsKey<RequestLabels> Labels = new("budgetmesh.labels");
    }
}
