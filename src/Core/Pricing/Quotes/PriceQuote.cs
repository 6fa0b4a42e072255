using System.Collections.Immutable;
using System.Numerics;
using NodaTime;

namespace BudgetMesh.Pricing;

/// <summary>The prices of one model in force at an instant, compiled for exact integer arithmetic; immutable.</summary>
public sealed class PriceQuote
{
    private readonly PriceSheet _sheet;
    private readonly RateTable _table;
    private readonly HoldRates _holds;
    private readonly UInt128 _requestYoctoUsd;
    private readonly bool _pricesInput;

    internal PriceQuote(string priceVersion, string provider, string listedBy, ModelPrices model, Instant at)
    {
        (PriceVersion, Provider, ListedBy, Model) = (priceVersion, provider, listedBy, model.Id);
        (ContextWindow, Deprecated, ValidUntil) = (model.ContextWindow, model.Deprecated, model.NextChange(at));
        _sheet = model.SheetAt(at);
        _table = new RateTable(_sheet);
        _holds = new HoldRates(_table);
        _requestYoctoUsd = _sheet.Request?.YoctoUsd ?? 0;
        _pricesInput = !_sheet.PricesTokens || _sheet.Classes.ContainsKey(TokenClass.Input);
        PricesOutput = !_sheet.PricesTokens || _sheet.Classes.ContainsKey(TokenClass.Output);
        Lines = [.. PriceLines.Of(_sheet)];
        IsFree = Lines.All(line => line.Usd == 0);
    }

    public string PriceVersion { get; }

    /// <summary>The id of the provider that is paid.</summary>
    public string Provider { get; }

    /// <summary>
    /// The id of the provider whose list has the price: another than <see cref="Provider"/> where that one sells its models.
    /// </summary>
    public string ListedBy { get; }

    /// <summary>The id of the matched model; <see cref="PriceBook.AnyUnlistedModel"/> where the configured default was taken.</summary>
    public string Model { get; }

    /// <summary>
    /// When other prices may hold: the next turn of a date or time-of-day condition; <see cref="Instant.MaxValue"/> if there
    /// is none.
    /// </summary>
    public Instant ValidUntil { get; }

    /// <summary>The largest input in tokens, if known.</summary>
    public long? ContextWindow { get; }

    public bool Deprecated { get; }

    /// <summary>All prices, as they were written.</summary>
    public ImmutableArray<PriceLine> Lines { get; }

    /// <summary>True where the price list says that the model costs nothing: with <c>{}</c>, or with zeros alone.</summary>
    public bool IsFree { get; }

    /// <summary>
    /// False where usage with output is refused: the model answers without tokens, as embeddings do, or its list is not
    /// complete.
    /// </summary>
    public bool PricesOutput { get; }

    public bool PricesWebSearches => _sheet.WebSearch is not null || IsFree;

    /// <summary>The exact cost of a usage.</summary>
    /// <exception cref="ArgumentException">The counts contradict each other, or some have no price; see <see cref="TryPrice(in TokenUsage, out Cost, out string)"/>.</exception>
    public Cost Price(in TokenUsage usage) =>
        TryPrice(usage, out var cost, out var problem) ? cost : throw new ArgumentException(problem, nameof(usage));

    /// <summary>
    /// As <see cref="Price"/>; refuses parts larger than their whole, and tokens on a side for which there is no price at
    /// all.
    /// </summary>
    public bool TryPrice(in TokenUsage usage, out Cost cost, out string problem)
    {
        cost = default;
        if (!usage.IsConsistent(out problem) || !IsPriced(usage.Input, usage.Output, out problem) || !TrySum(usage, out var input, out var output, out problem))
            return false;
        var fees = _requestYoctoUsd + (_sheet.WebSearch ?? Rate.Zero) * usage.WebSearches;
        var (inputNanos, outputNanos) = usage.Batch && _sheet.BatchDiscountBasisPoints is > 0 and var discount
            ? (Rounding.Nanos(input, 10_000 - discount, fees), Rounding.Nanos(output, 10_000 - discount, 0))
            : (Rounding.Nanos(input + fees), Rounding.Nanos(output));
        cost = new Cost(new Money(inputNanos), new Money(outputNanos), PriceVersion)
        {
            UnpricedWebSearches = PricesWebSearches ? 0 : usage.WebSearches,
        };
        return true;
    }

    /// <summary>As <see cref="TryPrice(in TokenUsage, out Cost, out string)"/>, of an answer without any kind of token that has a price of its own.</summary>
    public bool TryPrice(TokenCount input, TokenCount output, out Cost cost, out string problem)
    {
        cost = default;
        if (!IsPriced(input, output, out problem))
            return false;
        ref readonly var rates = ref _table.Plain(_table.TierOf(input.Value));
        cost = new Cost(
            new Money(Rounding.Nanos(rates.Input * input.Value + _requestYoctoUsd)), new Money(Rounding.Nanos(rates.Output * output.Value)), PriceVersion);
        return true;
    }

    /// <summary>
    /// The hold: never less than <see cref="Price"/> of any usage with at most that input and output, no dearer cache writes, no
    /// other media and no more searches than these. What one such usage costs, so never more than needed either.
    /// </summary>
    public Money UpperBound(TokenCount input, TokenCount outputBound, CacheWrites cacheWrites, Media media = Media.All, int webSearchesMax = 0)
    {
        ref readonly var rates = ref _holds.For(_table.TierOf(input.Value), cacheWrites, media);
        var inputYoctoUsd = rates.Input * input.Value + _requestYoctoUsd;
        if (webSearchesMax != 0)
            inputYoctoUsd += SearchesYoctoUsd(webSearchesMax);
        return new Money(Rounding.Nanos(inputYoctoUsd) + Rounding.Nanos(rates.Output * outputBound.Value));
    }

    /// <summary>
    /// As <see cref="UpperBound"/>, of a request that waits for the provider's batch interface: what waiting would save is the
    /// difference. Null where no batch price is listed.
    /// </summary>
    public Money? BatchUpperBound(TokenCount input, TokenCount outputBound, CacheWrites cacheWrites, Media media = Media.All, int webSearchesMax = 0)
    {
        if (_sheet.BatchDiscountBasisPoints is not (> 0 and var discount))
            return null;
        ref readonly var rates = ref _holds.For(_table.TierOf(input.Value), cacheWrites, media);
        var fees = _requestYoctoUsd + SearchesYoctoUsd(webSearchesMax);
        return new Money(
            Rounding.Nanos(rates.Input * input.Value, 10_000 - discount, fees) + Rounding.Nanos(rates.Output * outputBound.Value, 10_000 - discount, 0));
    }

    private UInt128 SearchesYoctoUsd(int searches)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(searches);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(searches, Limits.WebSearchesPerRequestMax);
        return (_sheet.WebSearch ?? Rate.Zero) * searches;
    }

    private bool IsPriced(TokenCount input, TokenCount output, out string problem)
    {
        problem =
            input > TokenCount.Zero && !_pricesInput ? NoPrice(TokenClass.Input, input)
            : output > TokenCount.Zero && !PricesOutput ? NoPrice(TokenClass.Output, output)
            : "";
        return problem.Length == 0;
    }

    private string NoPrice(TokenClass side, TokenCount count) =>
        $"{count} {TokenClasses.Name(side)} tokens of model \"{Model}\" of provider \"{Provider}\" have no price in price book {PriceVersion}";

    /// <summary>Each token is charged once, at the price of the narrowest priced class that it is in.</summary>
    private bool TrySum(in TokenUsage usage, out UInt128 inputYoctoUsd, out UInt128 outputYoctoUsd, out string problem)
    {
        (inputYoctoUsd, outputYoctoUsd, problem) = (0, 0, "");
        var rates = _table.Rates(_table.TierOf(usage.Input.Value));
        Span<long> charged = stackalloc long[rates.Length];
        for (var i = 0; i < rates.Length; i++)
        {
            var tokenClass = _table.Classes[i];
            charged[i] = usage[tokenClass].Value;
            for (var parts = _table.Parts[i]; parts != 0; parts &= parts - 1)
                charged[i] -= charged[BitOperations.TrailingZeroCount(parts)];
            if (charged[i] < 0)
            {
                problem = $"the parts of the {usage[tokenClass]} {TokenClasses.Name(tokenClass)} tokens are together {-charged[i]} more than these";
                return false;
            }

            if (TokenClasses.IsOutput(tokenClass))
                outputYoctoUsd += rates[i] * charged[i];
            else
                inputYoctoUsd += rates[i] * charged[i];
        }

        return true;
    }
}
