namespace BudgetMesh.Gateway.Configuration;

/// <summary>A gateway as its operator wrote it: <c>gateway.yaml</c>, with the same names in snake_case.</summary>
public sealed record GatewayConfig
{
    /// <summary>Where it listens; else <c>http://127.0.0.1:8080</c>.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>Names the gateway on receipts.</summary>
    public string? Name { get; init; }

    /// <summary>Addresses of silos, in order of preference.</summary>
    public IReadOnlyList<string>? Silos { get; init; }

    /// <summary>The gateway's own key at the silos.</summary>
    public SecretConfig? Key { get; init; }

    /// <summary>A directory for the gate's journal; none where it is not written.</summary>
    public string? Journal { get; init; }

    /// <summary>Where each deployment of the mesh is found, by its id. One that is not here is not used by this gateway.</summary>
    public IReadOnlyDictionary<string, AdapterConfig?>? Deployments { get; init; }

    /// <summary>The names of models that clients may ask for; any where none is written.</summary>
    public IReadOnlyDictionary<string, ModelConfig?>? Models { get; init; }

    public TimesConfig? Times { get; init; }
}

/// <summary>One deployment's address and manners, as written.</summary>
public sealed record AdapterConfig
{
    /// <summary>With the version, without a slash at the end: <c>https://api.openai.com/v1</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The APIs that it has, such as <c>openai-chat</c>.</summary>
    public IReadOnlyList<string>? Dialects { get; init; }

    /// <summary>By which the provider knows the model; else what stands in the id between the first slash and the region.</summary>
    public string? Model { get; init; }

    /// <summary>The header for the key: <c>authorization</c> (as a bearer), or <c>x-api-key</c> and others (as it is); else what is usual for the dialect.</summary>
    public string? AuthHeader { get; init; }

    /// <summary>None where the provider asks for none.</summary>
    public SecretConfig? Key { get; init; }

    /// <summary>Further headers of every request, such as <c>openai-organization</c>; where the client sends one of them too, these hold.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>The member that bounds a chat's output where the client has none, for servers that know only <c>max_tokens</c>.</summary>
    public string? BoundField { get; init; }
}

/// <summary>Where a secret is read at the start; one of the two.</summary>
public sealed record SecretConfig
{
    /// <summary>The name of an environment variable.</summary>
    public string? Env { get; init; }

    /// <summary>A file; spaces and line ends around the secret do not count.</summary>
    public string? File { get; init; }
}

/// <summary>What a client's name of a model stands for, as written.</summary>
public sealed record ModelConfig
{
    /// <summary>A ladder of the mesh; else the scope's own.</summary>
    public string? Ladder { get; init; }
}

/// <summary>How long things may take, as written: <c>500ms</c>, <c>30s</c>, <c>2m</c>.</summary>
public sealed record TimesConfig
{
    /// <summary>To connect to a provider; else 5s.</summary>
    public string? Connect { get; init; }

    /// <summary>Without a byte from a provider that answers, or is to answer; else 120s.</summary>
    public string? Silence { get; init; }

    /// <summary>An answer whose client has gone is read on for this long, to know what it costs; else 60s.</summary>
    public string? ReadOn { get; init; }

    /// <summary>For answers that are under way when the gateway is stopped; else 30s.</summary>
    public string? Drain { get; init; }
}
