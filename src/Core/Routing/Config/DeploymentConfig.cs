namespace BudgetMesh.Routing;

/// <summary>One callable model endpoint of a provider as the operator wrote it.</summary>
public sealed record DeploymentConfig
{
    /// <summary><c>provider/model</c>, such as <c>anthropic/claude-opus</c>; unique in the mesh.</summary>
    public string? Id { get; init; }

    /// <summary>Who is paid, by the name that the price book knows; else what stands before the id's first slash.</summary>
    public string? Provider { get; init; }

    /// <summary>The model, by the name that the provider and the price book know; else what stands after the id's first slash.</summary>
    public string? Model { get; init; }

    /// <summary><c>premium</c>, <c>standard</c>, <c>economy</c> or <c>local</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>How the provider reports usage, by the name that the price book knows; else the provider's only one.</summary>
    public string? ApiFlavor { get; init; }
}
