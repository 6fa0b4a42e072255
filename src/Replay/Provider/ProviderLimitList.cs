using System.Globalization;
using System.Text.Json;
using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Provider;

/// <summary>
/// The fake provider's own reading of what each deployment takes, from the JSON of the mesh: <c>deployments[].capacity[]</c>.
/// Like its prices, it shares nothing with what owners and gates read.
/// </summary>
public sealed class ProviderLimitList
{
    private readonly Dictionary<string, ProviderLimiter> _limiters = new(StringComparer.Ordinal);

    /// <param name="mesh">The mesh as JSON.</param>
    /// <param name="tellsAllowances">Answers say what is left; else refusals only say when to come again.</param>
    /// <exception cref="ProviderPriceException">A limit cannot be read here.</exception>
    public ProviderLimitList(JsonElement mesh, ProviderDrops? drops = null, bool tellsAllowances = true)
    {
        Drops = drops ?? ProviderDrops.None;
        foreach (var deployment in Items(mesh, "deployments"))
        {
            var id = deployment.GetProperty("id").GetString()!;
            var limits = Items(deployment, "capacity").Select((limit, place) => Limit(id, limit, place)).ToList();
            if (limits.Count > 0)
                _limiters[id] = new ProviderLimiter(limits, Drops, tellsAllowances);
        }
    }

    private ProviderLimitList() => Drops = ProviderDrops.None;

    /// <summary>A provider that takes everything.</summary>
    public static ProviderLimitList None { get; } = new();

    public ProviderDrops Drops { get; }

    public IReadOnlyDictionary<string, ProviderLimiter> ByDeployment => _limiters;

    private static ProviderLimit Limit(string deployment, JsonElement limit, int place)
    {
        var written = Text(limit, "rate") ?? Text(limit, "concurrent") ?? "";
        var words = written.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        LimitUnit? unit = string.Join(' ', words.Skip(1)) switch
        {
            "requests per minute" => LimitUnit.Requests,
            "tokens per minute" => LimitUnit.Tokens,
            "input tokens per minute" => LimitUnit.InputTokens,
            "output tokens per minute" => LimitUnit.OutputTokens,
            "concurrent" or "concurrent requests" or "" => LimitUnit.Concurrent,
            _ => null,
        };
        if (unit is not { } known || Number(words.FirstOrDefault()) is not { } amount)
            throw new ProviderPriceException($"the fake provider cannot read \"{written}\", a limit of {deployment}: write such as 600 requests per minute, 90000 tokens per minute, or 40 concurrent");
        var burst = Number(Text(limit, "burst")) ?? amount;
        return new ProviderLimit(Text(limit, "name") ?? place.ToString(CultureInfo.InvariantCulture), known, amount, burst);
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
