using System.Globalization;
using System.Numerics;
using BudgetMesh.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Pricing;

/// <summary>Prices with tiers, as text for the book and as numbers for a reckoning of its own.</summary>
internal sealed record RandomPrices(IReadOnlyDictionary<TokenClass, RandomPrices.Price> Classes, decimal RequestKcount, decimal SearchKcount)
{
    /// <summary>The sets of classes that a list may price together.</summary>
    private static readonly TokenClass[][] Sets =
    [
        [TokenClass.Input, TokenClass.Output],
        [TokenClass.Input, TokenClass.CacheRead, TokenClass.CacheWrite, TokenClass.CacheWriteOneHour, TokenClass.Output],
        [TokenClass.Input, TokenClass.InputAudio, TokenClass.CacheRead, TokenClass.CacheAudioRead, TokenClass.Output, TokenClass.OutputAudio],
        [TokenClass.Input, TokenClass.InputImage, TokenClass.Output, TokenClass.OutputImage, TokenClass.OutputText],
        [
            TokenClass.Input, TokenClass.InputText, TokenClass.InputVideo, TokenClass.CacheWrite, TokenClass.CacheTextWrite, TokenClass.CacheVideoWrite,
            TokenClass.Output, TokenClass.OutputVideo,
        ],
    ];

    public static Gen<RandomPrices> Sheets => Of(rising: false);

    /// <summary>Sheets whose tiers are never cheaper than those below.</summary>
    public static Gen<RandomPrices> RisingSheets => Of(rising: true);

    public string Json
    {
        get
        {
            var classes = Classes.Select(entry => $"\"{Key(entry.Key)}\":{entry.Value.Json}");
            return FormattableString.Invariant($"{{{string.Join(",", classes)},\"requests_kcount\":{RequestKcount},\"web_searches_kcount\":{SearchKcount}}}");
        }
    }

    /// <summary>Token by token: each kind at the price of the narrowest of its classes that has one.</summary>
    public (long Input, long Output) CostNanos(RandomUsage usage)
    {
        var totalInput = usage.Usage.Input.Value;
        var input = Yocto(RequestKcount) * 1_000 + Yocto(SearchKcount) * 1_000 * usage.WebSearches;
        var output = BigInteger.Zero;
        foreach (var (classes, tokens) in usage.Kinds)
        {
            var cost = Yocto(Classes[classes.Last(Classes.ContainsKey)].At(totalInput)) * tokens;
            if (classes[0] == TokenClass.Input)
                input += cost;
            else
                output += cost;
        }

        return (Nanos(input), Nanos(output));
    }

    private static Gen<RandomPrices> Of(bool rising) =>
        from classes in Gen.Elements(Sets)
        from prices in Gen.ArrayOf(Prices(rising), classes.Length)
        from request in Usd
        from search in Usd
        select new RandomPrices(classes.Zip(prices).ToDictionary(pair => pair.First, pair => pair.Second), request, search);

    private static Gen<decimal> Usd =>
        Gen.OneOf(Gen.Choose(0, 100).Select(n => (decimal)n), Gen.Choose(0, int.MaxValue).Select(n => n / 1_000_000_000m), Gen.Choose(0, int.MaxValue).Select(n => n / 1_000_000_000_000_000_000m));

    private static Gen<Price> Prices(bool rising) =>
        from first in Usd
        from second in Usd
        from start in Gen.Choose(0, 10_000)
        from tiered in Gen.Elements(true, false)
        select tiered ? new Price(first, start, rising ? first + second : second) : new Price(first, 0, first);

    private static BigInteger Yocto(decimal usdPerMillion) => (BigInteger)(usdPerMillion * 1_000_000_000_000_000_000m);

    private static long Nanos(BigInteger yoctoUsd) => (long)((yoctoUsd + 500_000_000_000_000) / 1_000_000_000_000_000);

    private static string Key(TokenClass tokenClass) => tokenClass == TokenClass.CacheWriteOneHour
        ? "cache_write_1h_mtok"
        : string.Concat(tokenClass.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{c}")).ToLowerInvariant() + "_mtok";

    internal sealed record Price(decimal Base, int Start, decimal Above)
    {
        public string Json => Base == Above
            ? Base.ToString(CultureInfo.InvariantCulture)
            : FormattableString.Invariant($"{{\"base\":{Base},\"tiers\":[{{\"start\":{Start},\"price\":{Above}}}]}}");

        public decimal At(long totalInput) => totalInput > Start ? Above : Base;
    }
}
