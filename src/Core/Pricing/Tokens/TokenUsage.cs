using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace BudgetMesh.Pricing;

/// <summary>
/// The counts of one answer as the provider reports them. <see cref="Input"/> and <see cref="Output"/> are totals; every other
/// class is a part of them (cached tokens, both read and written, are part of the input). <see cref="CacheWrite"/> counts all
/// tokens written to a cache, <see cref="CacheWriteOneHour"/> those of them that are kept for an hour.
/// </summary>
public readonly record struct TokenUsage
{
    private readonly Counts _counts;

    /// <summary>All tokens of the request, cached or not.</summary>
    public TokenCount Input { get => this[TokenClass.Input]; init => _counts[(int)TokenClass.Input] = value; }

    public TokenCount CacheRead { get => this[TokenClass.CacheRead]; init => _counts[(int)TokenClass.CacheRead] = value; }

    public TokenCount CacheWrite { get => this[TokenClass.CacheWrite]; init => _counts[(int)TokenClass.CacheWrite] = value; }

    public TokenCount CacheWriteOneHour { get => this[TokenClass.CacheWriteOneHour]; init => _counts[(int)TokenClass.CacheWriteOneHour] = value; }

    public TokenCount InputAudio { get => this[TokenClass.InputAudio]; init => _counts[(int)TokenClass.InputAudio] = value; }

    public TokenCount CacheAudioRead { get => this[TokenClass.CacheAudioRead]; init => _counts[(int)TokenClass.CacheAudioRead] = value; }

    /// <summary>All tokens of the answer, reasoning included.</summary>
    public TokenCount Output { get => this[TokenClass.Output]; init => _counts[(int)TokenClass.Output] = value; }

    public TokenCount OutputAudio { get => this[TokenClass.OutputAudio]; init => _counts[(int)TokenClass.OutputAudio] = value; }

    public TokenCount OutputImage { get => this[TokenClass.OutputImage]; init => _counts[(int)TokenClass.OutputImage] = value; }

    /// <summary>Searches that the provider ran for the answer, from 0 to <see cref="Limits.WebSearchesPerRequestMax"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or absurd.</exception>
    public long WebSearches
    {
        get;
        init => field = value is >= 0 and <= Limits.WebSearchesPerRequestMax
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"web searches are from 0 to {Limits.WebSearchesPerRequestMax}");
    }

    /// <summary>The request went through the provider's batch interface.</summary>
    public bool Batch { get; init; }

    public TokenCount this[TokenClass tokenClass] => _counts[(int)tokenClass];

    /// <summary>The same usage with one class counted anew; for the classes that have no property of their own.</summary>
    public TokenUsage With(TokenClass tokenClass, TokenCount count)
    {
        var counts = _counts;
        counts[(int)tokenClass] = count;
        return new TokenUsage(counts) { WebSearches = WebSearches, Batch = Batch };
    }

    private TokenUsage(Counts counts) => _counts = counts;

    /// <summary>True where no part is larger than a whole that contains it; else <paramref name="problem"/> names the two.</summary>
    public bool IsConsistent(out string problem)
    {
        for (var part = TokenClass.Input; part <= TokenClass.OutputVideo; part++)
        {
            if (this[part] == TokenCount.Zero)
                continue;
            for (var wider = TokenClasses.WiderThan(part); wider != 0; wider &= wider - 1)
            {
                var whole = (TokenClass)BitOperations.TrailingZeroCount(wider);
                if (this[part] <= this[whole])
                    continue;
                problem = $"{this[part]} {TokenClasses.Name(part)} tokens are more than " +
                    $"the {this[whole]} {TokenClasses.Name(whole)} tokens they are part of";
                return false;
            }
        }

        problem = "";
        return true;
    }

    [InlineArray(TokenClasses.Count)]
    private struct Counts : IEquatable<Counts>
    {
        [SuppressMessage("Style", "IDE0051", Justification = "The inline array is this field, repeated.")]
        [SuppressMessage("Style", "IDE0044", Justification = "The inline array is written through its elements.")]
        private TokenCount _first;

        public readonly bool Equals(Counts other) => ((ReadOnlySpan<TokenCount>)this).SequenceEqual(other);

        public override readonly bool Equals(object? obj) => obj is Counts other && Equals(other);

        public override readonly int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var count in this)
                hash.Add(count);
            return hash.ToHashCode();
        }
    }
}
