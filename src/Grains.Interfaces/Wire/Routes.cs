namespace BudgetMesh.Wire;

/// <summary>The routes between gateways and silos.</summary>
public static class Routes
{
    public const string Sync = "/v1/sync";
    public const string Rates = "/v1/rates";
    public const string Receipts = "/v1/receipts";
    public const string Finals = "/v1/finals";
    public const string Bounds = "/v1/bounds";
    public const string Notices = "/v1/notices";
    public const string ScopeKeys = "/v1/scope-keys";

    /// <summary>Followed by a version.</summary>
    public const string Plans = "/v1/plans";

    /// <summary>Followed by a version.</summary>
    public const string Prices = "/v1/prices";
}
