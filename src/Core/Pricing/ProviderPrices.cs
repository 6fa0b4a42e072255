using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BudgetMesh.Pricing;

/// <summary>One provider of a price book: how it is recognised, what its models cost and how its answers report usage.</summary>
public sealed class ProviderPrices
{
    internal ProviderPrices(string id)
    {
        Id = id;
        Name = id;
    }

    public string Id { get; }

    /// <summary>The provider's name for people.</summary>
    public string Name { get; internal init; }

    /// <summary>The flavours of its API whose answers can be read, the preferred first.</summary>
    public IEnumerable<string> ApiFlavors => Extractors.Select(extractor => extractor.ApiFlavor);

    /// <summary>The ids of the models that the provider itself lists; it may also sell those of others.</summary>
    public IEnumerable<string> ModelIds => Models.Select(model => model.Id).Concat(Overlaid.Keys).Distinct(StringComparer.OrdinalIgnoreCase);

    internal Regex? ApiPattern { get; init; }

    internal NameMatch? ProviderMatch { get; init; }

    internal NameMatch? ModelMatch { get; init; }

    /// <summary>Ids of the providers whose price is taken where this one lists none.</summary>
    internal ImmutableArray<string> Fallbacks { get; init; } = [];

    internal ImmutableArray<UsageExtractor> Extractors { get; init; } = CommonExtractors.All;

    internal ImmutableArray<ModelPrices> Models { get; init; } = [];

    /// <summary>
    /// Prices that the overlay puts in place of listed ones, or adds: by the id of a model, for all its names, or by a
    /// single name.
    /// </summary>
    internal ImmutableDictionary<string, ModelPrices> Overlaid { get; init; } = ImmutableDictionary.Create<string, ModelPrices>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The price of models that nobody lists; refused where there is none.</summary>
    internal ModelPrices? Unlisted { get; init; }

    /// <summary>
    /// Reads model (empty where it is not named) and counts from an answer in JSON, UTF-8: the whole answer, or that event of a
    /// stream that has the usage. The API flavour is one of <see cref="ApiFlavors"/>, whatever its case; empty for
    /// <c>default</c>, or for the only one. On failure <paramref name="problem"/> says what is missing, negative or absurd, and where.
    /// </summary>
    public bool TryReadUsage(ReadOnlySpan<byte> body, string apiFlavor, out string model, out TokenUsage usage, out string problem)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return TryReadUsage(document.RootElement, apiFlavor, out model, out usage, out problem);
        }
        catch (JsonException broken)
        {
            (model, usage, problem) = ("", default, $"the answer is not JSON: {broken.Message}");
            return false;
        }
    }

    /// <inheritdoc cref="TryReadUsage(ReadOnlySpan{byte}, string, out string, out TokenUsage, out string)"/>
    public bool TryReadUsage(JsonElement body, string apiFlavor, out string model, out TokenUsage usage, out string problem)
    {
        (model, usage) = ("", default);
        if (Extractor(apiFlavor) is { } extractor)
        {
            try
            {
                return extractor.TryRead(body, out model, out usage, out problem);
            }
            catch (InvalidOperationException)
            {
                // What a JSON element has for text that it was not asked for before: bytes that are no UTF-8, or half a surrogate.
                problem = "the answer has text that is not Unicode";
                return false;
            }
        }

        problem = $"{Id} has no API flavour \"{apiFlavor}\"; known are {string.Join(", ", ApiFlavors)}";
        return false;
    }

    /// <summary>
    /// What the provider itself has for a name: of the listed models the first whose rule it fits, else the one of this id,
    /// for some rules leave out the id.
    /// </summary>
    internal ModelPrices? Find(string model)
    {
        var listed = Models.FirstOrDefault(candidate => candidate.Match.Fits(model))
            ?? Models.FirstOrDefault(candidate => candidate.Id.Equals(model, StringComparison.OrdinalIgnoreCase));
        return Overlaid.GetValueOrDefault(model) ?? (listed is null ? null : Overlaid.GetValueOrDefault(listed.Id, listed));
    }

    internal ProviderPrices With(ImmutableDictionary<string, ModelPrices> overlaid, ModelPrices? unlisted) => new(Id)
    {
        Name = Name,
        ApiPattern = ApiPattern,
        ProviderMatch = ProviderMatch,
        ModelMatch = ModelMatch,
        Fallbacks = Fallbacks,
        Extractors = Extractors,
        Models = Models,
        Overlaid = overlaid,
        Unlisted = unlisted,
    };

    private UsageExtractor? Extractor(string apiFlavor)
    {
        if (apiFlavor.Length == 0 && Extractors is [var only])
            return only;
        var wanted = apiFlavor.Length == 0 ? UsageExtractor.DefaultFlavor : apiFlavor;
        return Extractors.FirstOrDefault(extractor => extractor.ApiFlavor.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }
}
