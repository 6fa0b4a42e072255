using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace BudgetMesh.Grains;

/// <summary>States as JSON that names no type of this program: an operator reads it, and a later version too.</summary>
internal sealed class LearnedJson : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, TypeOf<T?>()));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize(input.ToMemory().Span, TypeOf<T>());

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)LearnedJsonContext.Default.GetTypeInfo(typeof(T))!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredLengths))]
[JsonSerializable(typeof(StoredWeeks))]
internal sealed partial class LearnedJsonContext : JsonSerializerContext;
