namespace BudgetMesh.Pricing;

/// <summary>The one rounding of a cost: half up, to a nano-dollar.</summary>
internal static class Rounding
{
    // 10¹⁵ yocto-dollars are a nano-dollar: 2¹⁵ by shifting, then 5¹⁵, by which a ulong is divided with a multiplication.
    private const int NanoPowersOfTwo = 15;
    private const ulong FiveToThe15 = 30_517_578_125;
    private const ulong HalfNano = 500_000_000_000_000;

    public static long Nanos(UInt128 yoctoUsd)
    {
        var shifted = (yoctoUsd + HalfNano) >> NanoPowersOfTwo;
        return shifted <= ulong.MaxValue ? (long)((ulong)shifted / FiveToThe15) : (long)(shifted / FiveToThe15);
    }

    /// <summary>As <see cref="Nanos(UInt128)"/>, of an amount times <paramref name="basisPoints"/> of 10,000, plus another.</summary>
    public static long Nanos(UInt128 discountedYoctoUsd, int basisPoints, UInt128 yoctoUsd)
    {
        const ulong Whole = 10_000;
        var divisor = (UInt128)HalfNano * 2 * Whole;
        return (long)((discountedYoctoUsd * (ulong)basisPoints + yoctoUsd * Whole + divisor / 2) / divisor);
    }
}
