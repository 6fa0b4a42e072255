using NodaTime;

namespace BudgetMesh.Pricing;

/// <summary>Checks a price book against answers whose cost is known.</summary>
public static class PriceVerification
{
    private const decimal ToleranceUsd = 0.000000001m;

    /// <summary>
    /// Prices every case as of one instant; a case matches when each stated cost is within a nano-dollar of the computed
    /// one.
    /// </summary>
    public static IEnumerable<PriceCaseResult> Verify(PriceBook book, Instant at, IEnumerable<PriceCase> cases) =>
        from stated in cases
        let why = Difference(book, at, stated)
        select new PriceCaseResult(stated, why.Length == 0, why);

    private static string Difference(PriceBook book, Instant at, PriceCase stated)
    {
        if (!book.TryFindProvider(stated.Provider, out var provider))
            return $"provider \"{stated.Provider}\" is not in the price book";
        if (!provider.TryReadUsage(stated.Body, stated.ApiFlavor, out _, out var usage, out var problem)
            || !book.TryQuote(stated.Provider, stated.Model, at, out var quote, out problem)
            || !quote.TryPrice(usage, out var cost, out problem))
        {
            return problem;
        }

        string[] differences = [Difference("input", cost.Input, stated.InputUsd), Difference("output", cost.Output, stated.OutputUsd)];
        return string.Join("; ", differences.Where(difference => difference.Length > 0));
    }

    private static string Difference(string side, Money computed, decimal? statedUsd)
    {
        var computedUsd = (decimal)computed.NanoUsd / Money.NanosPerUsd;
        return statedUsd is not { } usd || Math.Abs(computedUsd - usd) <= ToleranceUsd
            ? ""
            : FormattableString.Invariant($"{side} costs {computed} USD by the price book, {usd} USD as stated");
    }
}
