namespace BudgetMesh.Rates;

/// <summary>Whose limits: a scope's, or a deployment's capacity.</summary>
/// <param name="Name">The scope's path, or the deployment's id.</param>
public readonly record struct RateOwnerId(RateOwnerKind Kind, string Name)
{
    public static RateOwnerId Of(ScopePath scope) => new(RateOwnerKind.Scope, scope.Value);

    public static RateOwnerId OfDeployment(string id) => new(RateOwnerKind.Deployment, id);

    public override string ToString() => Name;
}

public enum RateOwnerKind
{
    Scope,
    Deployment,
}
