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
            var limits = Items(deployment, "capacity").Select(limit => Limit(id, limit)).ToList();
            if (limits.Count > 0)
                _limiters[id] = new ProviderLimiter(limits, Drops, tellsAllowances);
        }
    }

    private ProviderLimitList() => Drops = ProviderDrops.None;

    /// <summary>A provider that takes everything.</summary>
    public static ProviderLimitList None { get; } = new();

    public ProviderDrops Drops { get; }

    public IReadOnlyDictionary<string, ProviderLimiter> ByDeployment => _limiters;

    /// <summary>Where the mesh gives no burst: what ten seconds bring.</summary>
    private const int BurstsPerMinute = 6;

    private static ProviderLimit Limit(string deployment, JsonElement limit)
    {
        var written = Text(limit, "rate") ?? "";
        var (number, words) = written.Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, var rest] ? (first, rest) : (written, "");
        var (what, perHour) = string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Split(" per ") switch
        {
            [var counted, "second"] => (counted, 3_600),
            [var counted, "minute"] => (counted, 60),
            [var counted, "hour"] => (counted, 1),
            [var counted] => (counted, 0),
            _ => ("", 0),
        };
        LimitUnit? unit = (what, perHour) switch
        {
            ("requests", > 0) => LimitUnit.Requests,
            ("tokens", > 0) => LimitUnit.Tokens,
            ("input tokens", > 0) => LimitUnit.InputTokens,
            ("output tokens", > 0) => LimitUnit.OutputTokens,
            ("concurrent requests", 0) => LimitUnit.Concurrent,
            _ => null,
        };
        if (unit is not { } known || Number(number) is not { } count)
            throw new ProviderPriceException($"the fake provider cannot read \"{written}\", a limit of {deployment}: write such as 600 requests per minute, 90000 tokens per minute, or 40 concurrent requests");
        var amount = known == LimitUnit.Concurrent ? count : count * perHour / 60;
        var burst = Number(Text(limit, "burst")) ?? (known == LimitUnit.Concurrent ? amount : decimal.Max(1, decimal.Floor(amount / BurstsPerMinute)));
        return new ProviderLimit(Text(limit, "name") ?? (known == LimitUnit.Concurrent ? "concurrent" : what.Replace(' ', '_')), known, amount, burst);
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text?.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;
}
