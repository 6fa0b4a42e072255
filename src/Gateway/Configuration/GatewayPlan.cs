using System.Collections.Frozen;
using BudgetMesh.Http;

namespace BudgetMesh.Gateway.Configuration;

/// <summary>A gateway's configuration as it is in force: checked, with its secrets read.</summary>
public sealed record GatewayPlan
{
    public required IReadOnlyList<string> Listen { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<Uri> Silos { get; init; }

    /// <summary>The gateway's key at the silos.</summary>
    public required string Key { get; init; }

    public string? Journal { get; init; }

    /// <summary>By the deployment's id.</summary>
    public required FrozenDictionary<string, Adapter> Adapters { get; init; }

    /// <summary>Each name that clients may ask for, with its ladder, null for the scope's own; empty where any name will do.</summary>
    public required FrozenDictionary<string, string?> Models { get; init; }

    public required Times Times { get; init; }

    /// <summary>The ids of the deployments that have an API.</summary>
    public IReadOnlySet<string> Speaking(Dialect dialect) =>
        Adapters.Where(adapter => adapter.Value.Dialects.Contains(dialect)).Select(static adapter => adapter.Key).ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>How one deployment is called.</summary>
/// <param name="BaseUrl">Without a slash at the end.</param>
/// <param name="Model">By the provider's name.</param>
/// <param name="Headers">Of every request, the key among them.</param>
/// <param name="BoundField">Null for the API's own.</param>
public sealed record Adapter(string Id, string BaseUrl, FrozenSet<Dialect> Dialects, string Model, IReadOnlyList<KeyValuePair<string, string>> Headers, string? BoundField)
{
    public Uri UriOf(Dialect dialect) => new(BaseUrl + Http.Dialects.PathOf(dialect));

    /// <summary>Without the headers: a key is in them.</summary>
    public override string ToString() => $"{Id} at {BaseUrl}";
}

/// <summary>How long things may take; see <see cref="TimesConfig"/>.</summary>
public sealed record Times(TimeSpan Connect, TimeSpan Silence, TimeSpan ReadOn, TimeSpan Drain);
