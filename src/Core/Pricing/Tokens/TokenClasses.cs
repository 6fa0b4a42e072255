using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace BudgetMesh.Pricing;

/// <summary>
/// How the classes lie inside each other. A class is a side (input or output), a medium and a way of caching, each of the
/// latter two possibly open; a class contains another of its side that is open in no more than it is.
/// </summary>
internal static class TokenClasses
{
    public const int Count = (int)TokenClass.OutputVideo + 1;

    private static readonly ImmutableArray<Traits> All =
    [
        new(TokenClass.Input, "input", null, null),
        new(TokenClass.InputText, "input_text", Media.Text, null),
        new(TokenClass.InputAudio, "input_audio", Media.Audio, null),
        new(TokenClass.InputImage, "input_image", Media.Image, null),
        new(TokenClass.InputVideo, "input_video", Media.Video, null),
        new(TokenClass.CacheRead, "cache_read", null, Caching.Read),
        new(TokenClass.CacheTextRead, "cache_text_read", Media.Text, Caching.Read),
        new(TokenClass.CacheAudioRead, "cache_audio_read", Media.Audio, Caching.Read),
        new(TokenClass.CacheImageRead, "cache_image_read", Media.Image, Caching.Read),
        new(TokenClass.CacheVideoRead, "cache_video_read", Media.Video, Caching.Read),
        new(TokenClass.CacheWrite, "cache_write", null, Caching.Write),
        new(TokenClass.CacheTextWrite, "cache_text_write", Media.Text, Caching.Write),
        new(TokenClass.CacheAudioWrite, "cache_audio_write", Media.Audio, Caching.Write),
        new(TokenClass.CacheImageWrite, "cache_image_write", Media.Image, Caching.Write),
        new(TokenClass.CacheVideoWrite, "cache_video_write", Media.Video, Caching.Write),
        new(TokenClass.CacheWriteOneHour, "cache_write_1h", null, Caching.WriteOneHour),
        new(TokenClass.Output, "output", null, null),
        new(TokenClass.OutputText, "output_text", Media.Text, null),
        new(TokenClass.OutputAudio, "output_audio", Media.Audio, null),
        new(TokenClass.OutputImage, "output_image", Media.Image, null),
        new(TokenClass.OutputVideo, "output_video", Media.Video, null),
    ];

    private static readonly FrozenDictionary<string, TokenClass> ByPriceKey = PriceKeys.Zip(All).ToFrozenDictionary(pair => pair.First, pair => pair.Second.Class);

    private static readonly FrozenDictionary<string, TokenClass> ByUsageKey = UsageKeys.Zip(All).ToFrozenDictionary(pair => pair.First, pair => pair.Second.Class);

    private static readonly ImmutableArray<uint> WiderMasks =
        [.. All.Select(part => MaskOf(whole => whole != part.Class && Contains(whole, part.Class)))];

    private enum Caching
    {
        Read,
        Write,
        WriteOneHour,
    }

    public static IEnumerable<string> PriceKeys => All.Select(traits => PriceKey(traits.Class));

    public static IEnumerable<string> UsageKeys => All.Select(traits => traits.Name + "_tokens");

    /// <summary>The key of the class in a price list: <c>cache_read_mtok</c>, in USD per million tokens.</summary>
    public static string PriceKey(TokenClass tokenClass) => All[(int)tokenClass].Name + "_mtok";

    /// <summary>The name of the class in a sentence: <c>cache_read</c>.</summary>
    public static string Name(TokenClass tokenClass) => All[(int)tokenClass].Name;

    public static bool TryFromPriceKey(string key, out TokenClass tokenClass) => ByPriceKey.TryGetValue(key, out tokenClass);

    public static bool TryFromUsageKey(string key, out TokenClass tokenClass) => ByUsageKey.TryGetValue(key, out tokenClass);

    public static bool IsOutput(TokenClass tokenClass) => tokenClass >= TokenClass.Output;

    /// <summary>True where every token of <paramref name="part"/> is one of <paramref name="whole"/>; each class contains itself.</summary>
    public static bool Contains(TokenClass whole, TokenClass part)
    {
        var (w, p) = (All[(int)whole], All[(int)part]);
        return IsOutput(whole) == IsOutput(part)
            && (w.Medium is null || w.Medium == p.Medium)
            && (w.Caching is null || w.Caching == p.Caching || (w.Caching == Caching.Write && p.Caching == Caching.WriteOneHour));
    }

    /// <summary>The classes that contain this one, itself left out, as bits by <see cref="TokenClass"/>.</summary>
    public static uint WiderThan(TokenClass part) => WiderMasks[(int)part];

    /// <summary>In how many classes a class lies: the more, the more specific it is.</summary>
    public static int Depth(TokenClass tokenClass) => BitOperations.PopCount(WiderThan(tokenClass));

    /// <summary>The class of the tokens that are in both, where neither contains the other and such a class exists.</summary>
    public static TokenClass? Overlap(TokenClass left, TokenClass right)
    {
        if (Contains(left, right) || Contains(right, left))
            return null;
        var common = All.Where(c => Contains(left, c.Class) && Contains(right, c.Class)).OrderBy(c => Depth(c.Class)).FirstOrDefault();
        return common?.Class;
    }

    /// <summary>
    /// True where a request with these media and cache writes can have tokens of the class. Reading a cache is always
    /// possible.
    /// </summary>
    public static bool IsPossible(TokenClass tokenClass, CacheWrites cacheWrites, Media media)
    {
        var traits = All[(int)tokenClass];
        return (traits.Medium is not { } medium || (media & medium) == medium)
            && (traits.Caching != Caching.Write || cacheWrites >= CacheWrites.FiveMinutes)
            && (traits.Caching != Caching.WriteOneHour || cacheWrites >= CacheWrites.OneHour);
    }

    private static uint MaskOf(Func<TokenClass, bool> isIn) =>
        All.Where(traits => isIn(traits.Class)).Aggregate(0u, (mask, traits) => mask | 1u << (int)traits.Class);

    private sealed record Traits(TokenClass Class, string Name, Media? Medium, Caching? Caching);
}
