using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudgetMesh.AspNetCore;

/// <summary>May this request be sent?</summary>
/// <param name="InputTokens">The most that the input can be, from 0 to <see cref="Limits.TokensPerRequestMax"/>.</param>
/// <param name="Scope">Who pays; null for the scope of the caller's key.</param>
/// <param name="MaxOutputTokens">The client's own output bound; null where it stated none.</param>
/// <param name="Ladder">A ladder of the mesh to use instead of the scope's own; null for that.</param>
/// <param name="Priority"><c>batch</c>, <c>normal</c> or <c>interactive</c>; null for normal.</param>
/// <param name="Deferrable">It may as well be done later.</param>
/// <param name="CacheWrites">What of the input the provider may be asked to write to its cache: <c>none</c>, <c>five_minutes</c> or <c>one_hour</c>; null for none.</param>
internal sealed record DecisionRequest(
    long InputTokens,
    string? Scope = null,
    long? MaxOutputTokens = null,
    string? Ladder = null,
    string? Task = null,
    string? Priority = null,
    bool Deferrable = false,
    string? DataClass = null,
    string? Caller = null,
    string? CacheWrites = null);

internal sealed record DecisionBatch(IReadOnlyList<DecisionRequest> Requests)
{
    /// <summary>Requests of one message: some milliseconds of work, and a body of some kilobytes.</summary>
    public const int RequestsMax = 100;
}

/// <summary>What a request cost: the provider's own words, or plain counts.</summary>
/// <param name="Usage">The answer's JSON, or that event of a stream that has the usage.</param>
/// <param name="Api">Which API the usage is of, such as <c>openai-responses</c>; null for the one that the mesh says of the deployment.</param>
internal sealed record SettleRequest(JsonElement? Usage = null, string? Api = null, long? InputTokens = null, long? OutputTokens = null);

/// <summary>An answer that takes longer, or becomes longer, than was foreseen; one of the two.</summary>
/// <param name="LastsMs">The hold lasts at least so long from now.</param>
/// <param name="MaxOutputTokens">The answer may become so long altogether.</param>
internal sealed record ExtendRequest(long? LastsMs = null, long? MaxOutputTokens = null);

/// <param name="Settle">Null to void it.</param>
internal sealed record HoldEnd(string HoldId, SettleRequest? Settle = null);

internal sealed record HoldBatch(IReadOnlyList<HoldEnd> Holds)
{
    /// <summary>Holds of one message.</summary>
    public const int HoldsMax = 100;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(DecisionBatch))]
[JsonSerializable(typeof(SettleRequest))]
[JsonSerializable(typeof(ExtendRequest))]
[JsonSerializable(typeof(HoldBatch))]
internal sealed partial class DecisionJson : JsonSerializerContext;
