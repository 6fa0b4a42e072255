using System.Globalization;

namespace BudgetMesh.Pricing;

/// <summary>
/// A price of one unit (a token, a request, a search) in yocto-dollars (10⁻²⁴ USD). A price list counts in USD per million
/// tokens and some of its prices have 17 decimals; at this scale each of them is a whole number, so that costs are exact
/// until they are rounded once, to a nano-dollar.
/// </summary>
internal readonly record struct Rate(UInt128 YoctoUsd)
{
    /// <summary>Decimals of a price that are kept.</summary>
    private const int DecimalsMax = 18;

    private const decimal TenToTheDecimalsMax = 1_000_000_000_000_000_000m;

    public static Rate Zero => default;

    /// <summary>Reads a price in USD per million units.</summary>
    public static bool TryParsePerMillion(string text, out Rate rate, out string problem) => TryParse(text, 1, out rate, out problem);

    /// <summary>Reads a price in USD per thousand units.</summary>
    public static bool TryParsePerThousand(string text, out Rate rate, out string problem) => TryParse(text, 1_000, out rate, out problem);

    public static UInt128 operator *(Rate rate, long units) => rate.YoctoUsd * (ulong)units;

    public static Rate Max(Rate left, Rate right) => left.YoctoUsd >= right.YoctoUsd ? left : right;

    /// <summary>The price in USD of a million units, exactly as it was written.</summary>
    public decimal UsdPerMillion => (decimal)YoctoUsd / TenToTheDecimalsMax;

    /// <summary>The price in USD of a thousand units, exactly as it was written.</summary>
    public decimal UsdPerThousand => (decimal)(YoctoUsd / 1_000) / TenToTheDecimalsMax;

    // A price with 18 decimals, for a million units, is a whole number of yocto-dollars for one; for a thousand units a thousand times that.
    private static bool TryParse(string text, ulong scale, out Rate rate, out string problem)
    {
        rate = default;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var usd))
            return Fail($"\"{text}\" is not a price: write USD as a plain decimal such as 2.50", out problem);
        if (usd < 0)
            return Fail($"{text} is a negative price: write 0 for what is free", out problem);
        if (usd > Limits.PriceUsdMax)
            return Fail($"{text} is more than the largest price, {Limits.PriceUsdMax} USD", out problem);
        var scaled = usd * TenToTheDecimalsMax;
        if (scaled != decimal.Truncate(scaled))
            return Fail($"{text} has more than {DecimalsMax} decimals", out problem);
        rate = new Rate((UInt128)scaled * scale);
        problem = "";
        return true;
    }

    private static bool Fail(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
