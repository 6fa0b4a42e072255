using System.Collections.Immutable;

namespace BudgetMesh.Pricing;

/// <summary>
/// A price sheet laid out for arithmetic: the priced classes, narrowest first, and their rates for each tier of total input.
/// </summary>
internal sealed class RateTable
{
    private readonly long[] _tierStartTokens;
    private readonly Rate[] _rates;
    private readonly PlainRates[] _plain;

    public RateTable(PriceSheet sheet)
    {
        Classes = [.. sheet.Classes.Keys.OrderByDescending(TokenClasses.Depth)];
        Parts = [.. Classes.Select(PartsOf)];
        _tierStartTokens = [.. sheet.Classes.Values.SelectMany(price => price.Tiers).Select(tier => tier.StartTokens).Distinct().Order()];
        long[] samples = [0, .. _tierStartTokens.Select(start => start + 1)];
        _rates = [.. samples.SelectMany(input => Classes.Select(tokenClass => sheet.Classes[tokenClass].At(input)))];
        _plain = [.. samples.Select(input => new PlainRates(At(sheet, TokenClass.Input, input), At(sheet, TokenClass.Output, input)))];
    }

    /// <summary>The priced classes, so ordered that each comes after the classes within it.</summary>
    public ImmutableArray<TokenClass> Classes { get; }

    /// <summary>For each priced class, the priced classes within it, as bits by their place in <see cref="Classes"/>.</summary>
    public ImmutableArray<uint> Parts { get; }

    public int Tiers => _tierStartTokens.Length + 1;

    public int TierOf(long totalInputTokens)
    {
        var tier = 0;
        while (tier < _tierStartTokens.Length && totalInputTokens > _tierStartTokens[tier])
            tier++;
        return tier;
    }

    /// <summary>The rates of a tier, in the order of <see cref="Classes"/>.</summary>
    public ReadOnlySpan<Rate> Rates(int tier) => _rates.AsSpan(tier * Classes.Length, Classes.Length);

    /// <summary>What a token costs that is in no narrower class than input or output.</summary>
    public ref readonly PlainRates Plain(int tier) => ref _plain[tier];

    private static Rate At(PriceSheet sheet, TokenClass tokenClass, long totalInputTokens) =>
        sheet.Classes.TryGetValue(tokenClass, out var price) ? price.At(totalInputTokens) : Rate.Zero;

    private uint PartsOf(TokenClass whole)
    {
        var mask = 0u;
        for (var i = 0; i < Classes.Length; i++)
        {
            if (Classes[i] != whole && TokenClasses.Contains(whole, Classes[i]))
                mask |= 1u << i;
        }

        return mask;
    }

    internal readonly record struct PlainRates(Rate Input, Rate Output);
}
