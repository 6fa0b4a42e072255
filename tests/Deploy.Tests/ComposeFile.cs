using System.Text.Json;
using System.Text.Json.Serialization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BudgetMesh.Deploy.Tests;

/// <summary>The compose file, with its references to other parts of itself resolved. A key that is not in these records is refused: it may be a misspelt one.</summary>
internal sealed record ComposeFile(
    string Name,
    IReadOnlyDictionary<string, ComposeService> Services,
    IReadOnlyDictionary<string, ComposeNetwork?> Networks,
    IReadOnlyDictionary<string, object?> Volumes,
    IReadOnlyDictionary<string, ComposeSecret> Secrets)
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static ComposeFile Read()
    {
        YamlNode.ReadAll(Repository.PathOf("deploy", "compose.yaml")); // no key is there twice; below, what a service says itself takes the place of what it refers to
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var file = yaml.Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(Repository.Read("deploy", "compose.yaml")))));
        foreach (var part in file.Keys.Where(static key => key.StartsWith("x-", StringComparison.Ordinal)).ToList())
            file.Remove(part);
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(file);
        return JsonSerializer.Deserialize<ComposeFile>(json, Strict).ShouldNotBeNull();
    }

    /// <summary>The services that run the program, without those that end by themselves.</summary>
    public IReadOnlyDictionary<string, ComposeService> Silos =>
        Services.Where(static service => service.Value.Command is ["serve", ..] && service.Value.Profiles is null).ToDictionary();
}

internal sealed record ComposeService(
    string Image,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<string> Networks,
    IReadOnlyDictionary<string, ComposeDependency>? DependsOn,
    string Restart,
    ComposeHealthcheck Healthcheck,
    string StopGracePeriod,
    bool ReadOnly,
    IReadOnlyList<string>? Tmpfs,
    IReadOnlyList<string>? CapDrop,
    IReadOnlyList<string> SecurityOpt,
    string MemLimit,
    string? ShmSize,
    IReadOnlyList<string>? Command,
    IReadOnlyList<string>? Ports,
    IReadOnlyList<string>? Volumes,
    IReadOnlyList<string>? Profiles);

internal sealed record ComposeDependency(string Condition);

internal sealed record ComposeHealthcheck(IReadOnlyList<string>? Test, string? Interval, string? Timeout, int? Retries, string? StartPeriod, string? StartInterval, bool Disable);

internal sealed record ComposeNetwork(bool Internal);

internal sealed record ComposeSecret(string File);
