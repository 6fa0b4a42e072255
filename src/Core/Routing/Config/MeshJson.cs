using System.Text.Json.Serialization;

namespace BudgetMesh.Routing;

/// <summary>The mesh as JSON: snake_case, what was not written left out, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(MeshConfig))]
public sealed partial class MeshJson : JsonSerializerContext;
