using System.Globalization;
using System.Text.Json;

namespace BudgetMesh.Replay.Provider;

/// <summary>
/// The fake provider's own reading of its prices, from the JSON of the mesh and of the price list. On purpose it shares nothing
/// with the price book that the gates use: a mistake in one of the two shows as a bill that differs from the ledger.
/// </summary>
public sealed class ProviderPriceList
{
    private readonly Dictionary<string, DeploymentPrice> _prices = new(StringComparer.Ordinal);

    /// <param name="mesh">The mesh as JSON: <c>deployments</c> and <c>prices.overlay</c> are read.</param>
    /// <param name="list">A price list in the genai-prices format, or null where the overlay has everything.</param>
    /// <exception cref="ProviderPriceException">A deployment has no price that can be read here.</exception>
    public ProviderPriceList(JsonElement mesh, JsonElement? list)
    {
        foreach (var deployment in Items(mesh, "deployments"))
        {
            var id = Text(deployment, "id") ?? "";
            var slash = id.IndexOf('/', StringComparison.Ordinal);
            var provider = Text(deployment, "provider") ?? id[..Math.Max(slash, 0)];
            var region = id.LastIndexOf('@');
            var model = Text(deployment, "model") ?? id[(slash + 1)..(region > slash ? region : id.Length)];
            var listed = list is { } models ? ListedModels.Find(models, provider, model) : null;
            _prices[id] = PriceOf(id, Overlay(mesh, provider, model, listed), listed);
        }
    }

    /// <exception cref="KeyNotFoundException">There is no such deployment.</exception>
    public DeploymentPrice this[string deployment] => _prices[deployment];

    private static DeploymentPrice PriceOf(string id, JsonElement? overlay, JsonElement? listed)
    {
        var sheet = listed is { } model ? model.GetProperty("prices") : (JsonElement?)null;
        if (sheet is null && overlay is null)
            throw new ProviderPriceException($"the fake provider finds no price for {id}: give one in prices.overlay of the mesh");
        if (sheet is { ValueKind: JsonValueKind.Array } && !(Has(overlay, "input_mtok") && Has(overlay, "output_mtok")))
            throw new ProviderPriceException($"the list price of {id} depends on the time: the fake provider needs input_mtok and output_mtok in prices.overlay of the mesh");
        return new DeploymentPrice(Tiers(id, "input_mtok", overlay, sheet), Tiers(id, "output_mtok", overlay, sheet), Flat(id, "requests_kcount", overlay, sheet) / 1_000m);
    }

    private static IReadOnlyList<PriceTier> Tiers(string id, string field, JsonElement? overlay, JsonElement? sheet)
    {
        if (Has(overlay, field) || Property(sheet, field) is not { ValueKind: JsonValueKind.Object } tiered)
            return [new PriceTier(0, Flat(id, field, overlay, sheet))];
        var first = new PriceTier(0, Usd(id, field, tiered.GetProperty("base")));
        return [first, .. Items(tiered, "tiers").Select(tier => new PriceTier(tier.GetProperty("start").GetInt64(), Usd(id, field, tier.GetProperty("price")))).OrderBy(tier => tier.Start)];
    }

    private static decimal Flat(string id, string field, JsonElement? overlay, JsonElement? sheet) =>
        (Property(overlay, field) ?? Property(sheet, field)) is { } written ? Usd(id, field, written) : 0;

    private static decimal Usd(string id, string field, JsonElement written)
    {
        var text = written.ValueKind == JsonValueKind.String ? written.GetString() : written.GetRawText();
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var usd)
            ? usd
            : throw new ProviderPriceException($"{field} of {id} is \"{text}\", which is no price");
    }

    /// <summary>The entry for the model as it is called, or for the listed model that answers to this name, or for all that is not listed.</summary>
    private static JsonElement? Overlay(JsonElement mesh, string provider, string model, JsonElement? listed)
    {
        string?[] names = [model, listed is { } known ? Text(known, "id") : "*"];
        var entries = Items(Property(mesh, "prices"), "overlay").Where(entry => Same(Text(entry, "provider"), provider)).ToList();
        return names.Select(name => entries.Cast<JsonElement?>().FirstOrDefault(entry => Same(Text(entry!.Value, "model"), name))).FirstOrDefault(entry => entry is not null);
    }

    private static bool Same(string? left, string? right) => string.Equals(left?.Trim(), right?.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool Has(JsonElement? element, string name) => Property(element, name) is not null;

    private static string? Text(JsonElement element, string name) => Property(element, name)?.GetString();

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement? element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;
}

/// <summary>The fake provider cannot price a deployment; the message says which, and what would help.</summary>
public sealed class ProviderPriceException(string message) : Exception(message);
