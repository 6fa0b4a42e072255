namespace BudgetMesh.Pricing;

/// <summary>
/// The dearest that a token can be, for each tier, each way of caching and each set of media. A rate is never below that of a
/// lower tier, so that a bound for some input is also one for less.
/// </summary>
internal sealed class HoldRates
{
    private const int CacheWritesCount = (int)CacheWrites.OneHour + 1;
    private const int MediaCount = (int)Media.All + 1;

    private readonly Pair[] _rates;

    public HoldRates(RateTable table)
    {
        _rates = new Pair[table.Tiers * CacheWritesCount * MediaCount];
        for (var tier = 0; tier < table.Tiers; tier++)
        {
            for (var cacheWrites = CacheWrites.None; cacheWrites <= CacheWrites.OneHour; cacheWrites++)
            {
                for (var media = Media.Text; media <= Media.All; media++)
                {
                    var below = tier == 0 ? default : _rates[Index(tier - 1, cacheWrites, media)];
                    _rates[Index(tier, cacheWrites, media)] = Dearest(table, tier, cacheWrites, media, below);
                }
            }
        }
    }

    public ref readonly Pair For(int tier, CacheWrites cacheWrites, Media media)
    {
        if ((uint)cacheWrites >= CacheWritesCount || (uint)media >= MediaCount)
            throw new ArgumentOutOfRangeException(nameof(cacheWrites), $"{cacheWrites} and {media} are not ways of caching and media");
        return ref _rates[Index(tier, cacheWrites, media)];
    }

    private static int Index(int tier, CacheWrites cacheWrites, Media media) => (tier * CacheWritesCount + (int)cacheWrites) * MediaCount + (int)media;

    private static Pair Dearest(RateTable table, int tier, CacheWrites cacheWrites, Media media, Pair below)
    {
        var (input, output) = below;
        for (var i = 0; i < table.Classes.Length; i++)
        {
            if (!TokenClasses.IsPossible(table.Classes[i], cacheWrites, media))
                continue;
            if (TokenClasses.IsOutput(table.Classes[i]))
                output = Rate.Max(output, table.Rates(tier)[i]);
            else
                input = Rate.Max(input, table.Rates(tier)[i]);
        }

        return new Pair(input, output);
    }

    internal readonly record struct Pair(Rate Input, Rate Output);
}
