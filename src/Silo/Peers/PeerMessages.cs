using System.Text.Json.Serialization;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo;

/// <summary>The routes between silos.</summary>
internal static class PeerRoutes
{
    public const string Books = "/v1/owners/books";
    public const string Retire = "/v1/owners/retire";
    public const string Adjust = "/v1/owners/adjust";
    public const string Unfreeze = "/v1/owners/unfreeze";
    public const string Limits = "/v1/owners/limits";
}

/// <summary>Which scopes; the answers are in their order.</summary>
internal sealed record ScopesAsked(IReadOnlyList<string> Scopes);

internal sealed record BooksAnswered(IReadOnlyList<ScopeBooks> Books);

internal sealed record RetireAsked(string Incarnation, IReadOnlyList<string> Scopes);

/// <param name="Closed">Whether it is closed now, of each scope.</param>
internal sealed record RetireAnswered(IReadOnlyList<bool> Closed);

internal sealed record AdjustAsked(string Scope, AdjustmentWish Wish);

/// <summary>Which limits; the answers are in their order.</summary>
internal sealed record LimitsAsked(IReadOnlyList<LimitsName> Owners);

/// <param name="Kind"><c>scope</c> or <c>deployment</c>.</param>
internal sealed record LimitsName(string Kind, string Name);

internal sealed record LimitsAnswered(IReadOnlyList<RateOwnerState> Owners);

/// <summary>As messages of gateways are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ScopesAsked))]
[JsonSerializable(typeof(BooksAnswered))]
[JsonSerializable(typeof(RetireAsked))]
[JsonSerializable(typeof(RetireAnswered))]
[JsonSerializable(typeof(AdjustAsked))]
[JsonSerializable(typeof(AdjustmentAnswer))]
[JsonSerializable(typeof(LimitsAsked))]
[JsonSerializable(typeof(LimitsAnswered))]
internal sealed partial class PeerJson : JsonSerializerContext;
