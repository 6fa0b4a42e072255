using System.Text.Json.Serialization;

namespace BudgetMesh.Wire;

/// <summary>How messages are written: snake_case, every member there, unknown ones refused, so that no counter is lost unseen.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SyncMessage))]
[JsonSerializable(typeof(SyncReply))]
[JsonSerializable(typeof(ReceiptBatch))]
[JsonSerializable(typeof(ReceiptAck))]
[JsonSerializable(typeof(FinalsMessage))]
[JsonSerializable(typeof(FinalsReply))]
[JsonSerializable(typeof(BoundsReport))]
[JsonSerializable(typeof(BoundsReply))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ScopeBooks))]
[JsonSerializable(typeof(RateMessage))]
[JsonSerializable(typeof(RateReply))]
[JsonSerializable(typeof(RateOwnerState))]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(ScopeKeyQuery))]
[JsonSerializable(typeof(ScopeKeyReply))]
public sealed partial class WireJson : JsonSerializerContext;
