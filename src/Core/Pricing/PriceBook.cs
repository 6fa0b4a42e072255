using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using NodaTime;

namespace BudgetMesh.Pricing;

/// <summary>
/// Versioned prices by provider and model, from a price list in the genai-prices format and what the mesh file lays over it.
/// Immutable. A model listed with <c>prices: {}</c> is free: the list has no other way to say so. Its quotes cost nothing and
/// say so in <see cref="PriceQuote.IsFree"/>; a model that is not listed is refused.
/// </summary>
public sealed class PriceBook
{
    /// <summary>In the overlay, the model whose prices hold for models of the provider that nobody lists.</summary>
    public const string AnyUnlistedModel = "*";

    internal PriceBook(string version, ImmutableArray<ProviderPrices> providers)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        Version = version;
        Providers = providers;
    }

    /// <summary>The name under which every cost says which prices it was made with.</summary>
    public string Version { get; }

    public ImmutableArray<ProviderPrices> Providers { get; }

    /// <summary>A book without any price; all there is comes from the overlay.</summary>
    public static PriceBook Empty(string version) => new(version, []);

    /// <summary>Reads a document in the genai-prices format, UTF-8: an array of providers.</summary>
    /// <exception cref="PriceBookException">Not such a document, or with a field, operator or price whose meaning is not known.</exception>
    public static PriceBook Parse(ReadOnlyMemory<byte> json, string version)
    {
        try
        {
            JsonUnicode.Require(json.Span);
            using var document = JsonDocument.Parse(json);
            var root = new JsonAt(document.RootElement, "$");
            var book = new PriceBook(version, ProviderReader.Distinct(root, ProviderReader.Read, provider => provider.Id));
            book.RequireFallbacks();
            return book;
        }
        catch (JsonException broken)
        {
            throw new PriceBookException("$", $"not JSON: {broken.Message}");
        }
    }

    /// <summary>This book with the overlay's prices added or put in place of listed ones.</summary>
    /// <exception cref="PriceBookException">The first of the problems that <see cref="TryWithOverlay"/> reports.</exception>
    public PriceBook WithOverlay(IReadOnlyList<PriceOverlayConfig> overlay, string version) =>
        TryWithOverlay(overlay, version, out var book, out var problems)
            ? book
            : throw new PriceBookException($"overlay[{problems[0].Entry}].{problems[0].Field}", problems[0].Message);

    /// <summary>
    /// As <see cref="WithOverlay"/>; on failure <paramref name="problems"/> has all there are, for the person who wrote the
    /// overlay.
    /// </summary>
    public bool TryWithOverlay(
        IReadOnlyList<PriceOverlayConfig> overlay,
        string version,
        [NotNullWhen(true)] out PriceBook? book,
        out IReadOnlyList<PriceProblem> problems)
    {
        var compiler = new PriceOverlayCompiler(this);
        for (var entry = 0; entry < overlay.Count; entry++)
            compiler.Add(entry, overlay[entry]);
        problems = compiler.Problems;
        book = problems.Count == 0 ? new PriceBook(version, compiler.Providers) : null;
        return book is not null;
    }

    /// <summary>
    /// Finds a provider by its id, its name, the base URL of its API, or another name that it is known by; in this order.
    /// </summary>
    public bool TryFindProvider(string idOrNameOrUrl, [NotNullWhen(true)] out ProviderPrices? provider)
    {
        provider = null;
        if (idOrNameOrUrl.Length > Limits.PricedNameLengthMax)
            return false;
        var wanted = idOrNameOrUrl.Trim();
        var isUrl = wanted.Contains("://", StringComparison.Ordinal);
        var url = isUrl ? wanted : $"https://{wanted}";
        provider = Providers.FirstOrDefault(p => p.Id.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? Providers.FirstOrDefault(p => p.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? Providers.FirstOrDefault(p => p.ApiPattern?.IsMatch(url) ?? false)
            // A URL belongs to whom it leads to, whatever names it contains.
            ?? (isUrl ? null : Providers.FirstOrDefault(p => p.ProviderMatch?.Fits(wanted) ?? false));
        return provider is not null;
    }

    /// <summary>Finds the provider whose models are known to have names like this one.</summary>
    public bool TryFindProviderOfModel(string model, [NotNullWhen(true)] out ProviderPrices? provider)
    {
        provider = model.Length > Limits.PricedNameLengthMax ? null : Providers.FirstOrDefault(p => p.ModelMatch?.Fits(model) ?? false);
        return provider is not null;
    }

    /// <summary>
    /// The prices of a model that hold at an instant; for a settlement, that of its hold. The provider is found as by
    /// <see cref="TryFindProvider"/>, the model by what requests and answers call it, whatever the case. Where there is no
    /// price, <paramref name="problem"/> names who is unknown, and names that are close.
    /// </summary>
    public bool TryQuote(string provider, string model, Instant at, [NotNullWhen(true)] out PriceQuote? quote, out string problem)
    {
        quote = null;
        if (provider.Length > Limits.PricedNameLengthMax || model.Length > Limits.PricedNameLengthMax)
        {
            problem = $"a name of more than {Limits.PricedNameLengthMax} characters is no provider and no model";
            return false;
        }

        if (!TryFindProvider(provider, out var seller))
        {
            problem = $"no prices for model \"{model}\": provider \"{provider}\" is not in price book {Version}" +
                CloseNames.Hint(provider, Providers.Select(p => p.Id));
            return false;
        }

        if (Find(seller, model.Trim()) is not var (lister, prices))
        {
            problem = $"no price for model \"{model}\" of provider \"{seller.Id}\" in price book {Version}" +
                CloseNames.Hint(model, Listers(seller).SelectMany(p => p.ModelIds));
            return false;
        }

        quote = new PriceQuote(Version, seller.Id, lister.Id, prices, at);
        problem = "";
        return true;
    }

    /// <summary>
    /// The prices of a model and who lists them; the provider's own first, then those of its fallbacks, a single step away.
    /// </summary>
    internal (ProviderPrices Lister, ModelPrices Prices)? Find(ProviderPrices seller, string model)
    {
        foreach (var lister in Listers(seller))
        {
            if (lister.Find(model) is { } listed)
                return seller.Overlaid.TryGetValue(listed.Id, out var overlaid) ? (seller, overlaid) : (lister, listed);
        }

        return seller.Unlisted is { } unlisted ? (seller, unlisted) : null;
    }

    private IEnumerable<ProviderPrices> Listers(ProviderPrices seller) =>
        seller.Fallbacks.Select(id => Providers.First(p => p.Id.Equals(id, StringComparison.OrdinalIgnoreCase))).Prepend(seller);

    private void RequireFallbacks()
    {
        for (var i = 0; i < Providers.Length; i++)
        {
            var unknown = Providers[i].Fallbacks.FirstOrDefault(id => !Providers.Any(p => p.Id.Equals(id, StringComparison.OrdinalIgnoreCase)));
            if (unknown is not null)
            {
                throw new PriceBookException(
                    $"$[{i}].fallback_model_providers", $"there is no provider \"{unknown}\"" + CloseNames.Hint(unknown, Providers.Select(p => p.Id)));
            }
        }
    }
}
