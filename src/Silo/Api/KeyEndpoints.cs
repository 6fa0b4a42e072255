using BudgetMesh.Storage;
using Microsoft.AspNetCore.Http;

namespace BudgetMesh.Silo.Api;

/// <summary>Keys: made, listed, revoked. A secret is answered once, when its key is made.</summary>
internal sealed class KeyEndpoints(KeyRing keys)
{
    private const int LabelLengthMax = 100;

    public async Task<IResult> CreateAsync(HttpRequest request)
    {
        var wanted = await request.ReadJsonAsync(ApiJson.Default.KeyRequest);
        if (wanted.Label.Length is 0 or > LabelLengthMax || wanted.Label.Any(char.IsControl))
            throw new BadRequestException($"label: write 1 to {LabelLengthMax} characters that say whose key it is");
        var role = Role(wanted.Role);
        var (key, secret) = await keys.CreateAsync(role, wanted.Label, Scope(role, wanted.Scope), RefusalStatus(role, wanted.RefusalStatus));
        return TypedResults.Json(
            new NewKeyView(key.Id, KeyRoles.Names.ToWire(key.Role), key.Label, key.CreatedAt.Utc(), secret) { Scope = KeyView.ScopeOf(key), RefusalStatus = KeyView.StatusOf(key) },
            ApiJson.Default.NewKeyView,
            statusCode: StatusCodes.Status201Created);
    }

    public async Task<IResult> ListAsync(CancellationToken cancellation) => TypedResults.Json(
        new KeysView([.. (await keys.ListAsync(cancellation)).Select(KeyView.Of)]), ApiJson.Default.KeysView);

    public async Task<IResult> RevokeAsync(string id, CancellationToken cancellation)
    {
        var all = await keys.ListAsync(cancellation);
        if (all.SingleOrDefault(key => key.Id == id) is not { RevokedAt: null } key)
            return ApiProblem.NotFound($"there is no key {id}, or it was revoked before");
        if (key.Role == KeyRole.Admin && all.Count(static other => other is { Role: KeyRole.Admin, RevokedAt: null }) == 1)
            return ApiProblem.Conflict($"{id} is the last admin key: make another one first, or nobody can");
        await keys.RevokeAsync(id);
        return TypedResults.NoContent();
    }

    private static ScopePath Scope(KeyRole role, string? text)
    {
        if (role != KeyRole.Scope)
            return text is null ? default : throw new BadRequestException("scope: only a key of role scope speaks for one");
        return ScopePath.TryParse(text, out var scope, out var problem) ? scope : throw new BadRequestException(text is null ? "scope: say for whom the key speaks, such as acme/search" : $"scope: {problem}");
    }

    private static int RefusalStatus(KeyRole role, int? status) => (role, status) switch
    {
        (_, null) => 0,
        (KeyRole.Scope, 402 or 403 or 429) => status.Value,
        (KeyRole.Scope, _) => throw new BadRequestException($"refusal_status: {status} is none of 402, 403, 429"),
        _ => throw new BadRequestException("refusal_status: only clients with a key of role scope are refused with it"),
    };

    private static KeyRole Role(string word)
    {
        try
        {
            return KeyRoles.Names.ToCore(word);
        }
        catch (FormatException unknown)
        {
            throw new BadRequestException($"role: {unknown.Message}");
        }
    }
}

/// <param name="Role"><c>gateway</c>, <c>admin</c> or <c>scope</c>.</param>
/// <param name="Scope">For a key of a scope: which.</param>
/// <param name="RefusalStatus">For a key of a scope: 402, 403 or 429; null for what is usual.</param>
internal sealed record KeyRequest(string Role, string Label, string? Scope = null, int? RefusalStatus = null);

internal sealed record KeysView(IReadOnlyList<KeyView> Keys);

internal sealed record KeyView(string Id, string Role, string Label, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Of a key that speaks for a scope; else null.</summary>
    public string? Scope { get; init; }

    /// <summary>Null for what is usual.</summary>
    public int? RefusalStatus { get; init; }

    public static KeyView Of(KeyRecord key) =>
        new(key.Id, KeyRoles.Names.ToWire(key.Role), key.Label, key.CreatedAt.Utc(), key.RevokedAt?.Utc()) { Scope = ScopeOf(key), RefusalStatus = StatusOf(key) };

    public static string? ScopeOf(KeyRecord key) => key.Role == KeyRole.Scope ? key.Scope.Value : null;

    public static int? StatusOf(KeyRecord key) => key.RefusalStatus == 0 ? null : key.RefusalStatus;
}

/// <param name="Secret">Shown here and never again.</param>
internal sealed record NewKeyView(string Id, string Role, string Label, DateTimeOffset CreatedAt, string Secret)
{
    public string? Scope { get; init; }

    public int? RefusalStatus { get; init; }
}
