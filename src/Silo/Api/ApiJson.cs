using System.Text.Json.Serialization;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Api;

/// <summary>How the admin API is written: snake_case, RFC 3339, nothing left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MeshView))]
[JsonSerializable(typeof(MeshCheckRequest))]
[JsonSerializable(typeof(AppliedView))]
[JsonSerializable(typeof(ScopeView))]
[JsonSerializable(typeof(ScopesView))]
[JsonSerializable(typeof(PatternsView))]
[JsonSerializable(typeof(ReceiptSumsView))]
[JsonSerializable(typeof(HoldsView))]
[JsonSerializable(typeof(ReceiptsView))]
[JsonSerializable(typeof(GatewaysView))]
[JsonSerializable(typeof(AdjustmentRequest))]
[JsonSerializable(typeof(AdjustedView))]
[JsonSerializable(typeof(AdjustmentsView))]
[JsonSerializable(typeof(RetiredView))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeysView))]
[JsonSerializable(typeof(NewKeyView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(LimitsView))]
[JsonSerializable(typeof(CapacityView))]
[JsonSerializable(typeof(ReservationConfig))]
[JsonSerializable(typeof(ReservationsView))]
[JsonSerializable(typeof(ReservationCheckView))]
internal sealed partial class ApiJson : JsonSerializerContext;
