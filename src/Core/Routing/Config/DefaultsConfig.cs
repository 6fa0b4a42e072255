namespace BudgetMesh.Routing;

/// <summary>What holds for the whole mesh where nothing else is said, as the operator wrote it.</summary>
public sealed record DefaultsConfig
{
    /// <summary>Output tokens that are sent as the bound where neither client nor scope state one, or <c>learned</c>; else 4096.</summary>
    public string? OutputBound { get; init; }

    /// <summary>How long a hold waits for its settlement before it is charged in full, such as <c>10m</c>, which it is when nothing is written.</summary>
    public string? HoldLifetime { get; init; }

    /// <summary>What a gate tries, in order, when its slices are used up and the silo cannot be reached; else <c>[downgrade, deny]</c>.</summary>
    public IReadOnlyList<string>? WhenSiloAway { get; init; }

    /// <summary><c>on</c> or <c>off</c> for budgets that do not say so themselves; else <c>off</c>.</summary>
    public string? Pacing { get; init; }
}
