using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>Lays the entries of an overlay over a book's providers, and collects what is wrong with them.</summary>
internal sealed class PriceOverlayCompiler(PriceBook listed)
{
    private readonly List<PriceProblem> _problems = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public ImmutableArray<ProviderPrices> Providers { get; private set; } = listed.Providers;

    public IReadOnlyList<PriceProblem> Problems => _problems;

    public void Add(int entry, PriceOverlayConfig written)
    {
        void Report(string field, string message) => _problems.Add(new PriceProblem(entry, field, message));

        var before = _problems.Count;
        var fields = new PriceOverlayFields(written, Report);
        var providerId = Name("provider", written.Provider, Report);
        var model = Name("model", written.Model, Report);
        if (_problems.Count > before)
            return;
        if (!_seen.Add($"{providerId} {model}"))
        {
            Report("model", $"\"{model}\" of \"{providerId}\" has an entry already; once is right");
            return;
        }

        var known = Known(providerId, model);
        if (known is null && !fields.HasPrice)
        {
            Report("input_mtok", $"\"{model}\" of \"{providerId}\" is not listed: give its prices, 0 for what is free");
            return;
        }

        var prices = fields.Over(known ?? new ModelPrices(model, new NameEquals(model), [new ConditionalSheet(null, PriceSheet.Empty)]));
        if (IsComplete(prices, Report))
            Put(providerId, prices);
    }

    private static string Name(string field, string? written, Action<string, string> report)
    {
        if (string.IsNullOrWhiteSpace(written))
            report(field, $"the {field} is missing");
        return written?.Trim() ?? "";
    }

    /// <summary>
    /// What the list knows of the model. Where it is written by its id, the entry holds for all its names; else for the one
    /// written: "gpt-x-tuned" may fit the rule of "gpt-x" and yet not be meant to change it.
    /// </summary>
    private ModelPrices? Known(string providerId, string model)
    {
        if (model == PriceBook.AnyUnlistedModel
            || listed.Providers.FirstOrDefault(p => Is(p, providerId)) is not { } seller
            || listed.Find(seller, model) is not var (_, known)
            || known.Id == PriceBook.AnyUnlistedModel)
        {
            return null;
        }

        return known.Id.Equals(model, StringComparison.OrdinalIgnoreCase) ? known : known with { Id = model };
    }

    private static bool IsComplete(ModelPrices prices, Action<string, string> report)
    {
        foreach (var (_, sheet) in prices.Sheets)
        {
            if (sheet.IsComplete(out var priced, out var missing))
                continue;
            report(
                TokenClasses.PriceKey(missing),
                $"a price for {TokenClasses.Name(missing)} is needed beside that for {TokenClasses.Name(priced)}, for tokens of that class");
            return false;
        }

        return true;
    }

    private void Put(string providerId, ModelPrices prices)
    {
        var provider = Providers.FirstOrDefault(p => Is(p, providerId));
        var before = provider ?? new ProviderPrices(providerId);
        var after = prices.Id == PriceBook.AnyUnlistedModel
            ? before.With(before.Overlaid, prices)
            : before.With(before.Overlaid.SetItem(prices.Id, prices), before.Unlisted);
        // In its place: of the providers that a name fits, the first is taken.
        Providers = provider is null ? Providers.Add(after) : Providers.Replace(provider, after);
    }

    // By its id alone: "openai-proxy" fits the rule of "openai", and is another payee.
    private static bool Is(ProviderPrices provider, string id) => provider.Id.Equals(id, StringComparison.OrdinalIgnoreCase);
}
