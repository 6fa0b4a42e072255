namespace BudgetMesh.Simulation.Scenarios;

/// <summary>What a scenario is about.</summary>
public sealed record ScenarioOptions
{
    public required string Name { get; init; }

    public int Gateways { get; init; } = 8;

    /// <summary>Of the deployment; a stated burst follows as <c>; burst …</c>.</summary>
    public IReadOnlyList<string> Capacity { get; init; } = ["12000 requests per minute; burst 600"];

    /// <summary>Of the tenant.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public IReadOnlyList<string> Teams { get; init; } = ["acme/a"];

    /// <summary>What of the capacity the first team has reserved; null for nothing.</summary>
    public string? Reserved { get; init; }

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Everybody who asks.</summary>
    public required Func<ScenarioWorld, IEnumerable<ScenarioDemand>> Demands { get; init; }

    /// <summary>What happens when; null for nothing.</summary>
    public Action<ScenarioWorld>? Script { get; init; }

    /// <summary>When the demand is there and things have settled; seconds.</summary>
    public IReadOnlyList<(double From, double Until)> Measured { get; init; } = [(10, 40)];

    /// <summary>More than this is asked of the scenario.</summary>
    public Func<ScenarioWorld, string?> Judge { get; init; } = static _ => null;

    /// <summary>Parts of a thousand of messages, and of answers, that are lost.</summary>
    public int LostPermille { get; init; }

    /// <summary>Where two believe to be the owner, every other gateway stays with the earlier one.</summary>
    public bool SplitsGateways { get; init; }

    public double UtilisationLeast { get; init; } = 0.98;
}
