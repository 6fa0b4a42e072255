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
        var (key, secret) = await keys.CreateAsync(Role(wanted.Role), wanted.Label);
        return TypedResults.Json(
            new NewKeyView(key.Id, KeyRoles.Names.ToWire(key.Role), key.Label, key.CreatedAt.Utc(), secret),
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

/// <param name="Role"><c>gateway</c> or <c>admin</c>.</param>
internal sealed record KeyRequest(string Role, string Label);

internal sealed record KeysView(IReadOnlyList<KeyView> Keys);

internal sealed record KeyView(string Id, string Role, string Label, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static KeyView Of(KeyRecord key) => new(key.Id, KeyRoles.Names.ToWire(key.Role), key.Label, key.CreatedAt.Utc(), key.RevokedAt?.Utc());
}

/// <param name="Secret">Shown here and never again.</param>
internal sealed record NewKeyView(string Id, string Role, string Label, DateTimeOffset CreatedAt, string Secret);
