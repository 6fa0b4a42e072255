namespace BudgetMesh.Routing;

/// <summary>One callable model endpoint of a provider as the operator wrote it.</summary>
public sealed record DeploymentConfig
{
    /// <summary><c>provider/model</c> or <c>provider/model@region</c>, such as <c>openai/gpt-5@eu</c>; unique in the mesh.</summary>
    public string? Id { get; init; }

    /// <summary>Who is paid, by the name that the price book knows; else what stands before the id's first slash.</summary>
    public string? Provider { get; init; }

    /// <summary>The model, by the name that the provider and the price book know; else what stands in the id between the first slash and the region.</summary>
    public string? Model { get; init; }

    /// <summary>Where its data stays, such as <c>eu</c>; else what stands in the id after the last <c>@</c>.</summary>
    public string? Region { get; init; }

    /// <summary><c>premium</c>, <c>standard</c>, <c>economy</c> or <c>local</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>How the provider reports usage, by the name that the price book knows; else the provider's only one.</summary>
    public string? ApiFlavor { get; init; }

    /// <summary>What it can take in a minute or at once; what it does not name is not limited.</summary>
    public IReadOnlyList<LimitConfig>? Capacity { get; init; }
}
