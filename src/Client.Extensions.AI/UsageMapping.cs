using BudgetMesh.Pricing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Extensions.AI;

/// <summary>What a client reports of tokens, in Core's classes, whose totals include all their parts.</summary>
internal static class UsageMapping
{
    /// <summary>As the official client of Anthropic names what was written to its cache, among the counts that have no property.</summary>
    private const string CacheWrites = "CacheCreationInputTokens";

    /// <summary>Total input: null where it was not reported. Parts that a client has left out of it are added.</summary>
    public static long? Input(UsageDetails usage)
    {
        if (usage.InputTokenCount is not { } input)
            return usage.TotalTokenCount - usage.OutputTokenCount;
        var cached = Cached(usage) + Written(usage);
        return cached > input ? input + cached : input;
    }

    /// <summary>Total output: null where it was not reported. Some clients count reasoning beside it, and only in the total.</summary>
    public static long? Output(UsageDetails usage)
    {
        if (usage.OutputTokenCount is not { } output)
            return usage.TotalTokenCount - usage.InputTokenCount;
        var reasoning = usage.ReasoningTokenCount ?? 0;
        var isBeside = reasoning > output || (reasoning > 0 && usage.InputTokenCount + output + reasoning == usage.TotalTokenCount);
        return isBeside ? output + reasoning : output;
    }

    /// <summary>The parts that have prices of their own, within the given totals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or absurd.</exception>
#pragma warning disable MEAI001 // Counts of audio may change with that library; left out they would be priced as text, at a fraction.
    public static TokenUsage ToTokens(UsageDetails usage, TokenCount input, TokenCount output) => new()
    {
        Input = input,
        CacheRead = new TokenCount(Cached(usage)),
        CacheWrite = new TokenCount(Written(usage)),
        InputAudio = new TokenCount(usage.InputAudioTokenCount ?? 0),
        Output = output,
        OutputAudio = new TokenCount(usage.OutputAudioTokenCount ?? 0),
    };
#pragma warning restore MEAI001

    private static long Cached(UsageDetails usage) => usage.CachedInputTokenCount ?? 0;

    private static long Written(UsageDetails usage) => usage.AdditionalCounts?.GetValueOrDefault(CacheWrites) ?? 0;
}
