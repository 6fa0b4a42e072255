using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class TokenUsageTests
{
    [Fact]
    public void Negative_and_absurd_counts_cannot_be_made()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenUsage { Input = new(-1) });
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenUsage { Output = new(Limits.TokensPerRequestMax + 1) });
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenUsage { WebSearches = -1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenUsage { WebSearches = Limits.WebSearchesPerRequestMax + 1 });
    }

    [Fact]
    public void Every_class_has_its_own_count()
    {
        var usage = Enum.GetValues<TokenClass>().Aggregate(default(TokenUsage), (u, tokenClass) => u.With(tokenClass, new((int)tokenClass + 1)));
        foreach (var tokenClass in Enum.GetValues<TokenClass>())
            usage[tokenClass].Value.ShouldBe((int)tokenClass + 1);
        usage.OutputImage.ShouldBe(usage[TokenClass.OutputImage]);
    }

    [Fact]
    public void Usages_are_equal_when_all_their_counts_are()
    {
        var usage = new TokenUsage { Input = new(5), CacheRead = new(2), WebSearches = 1, Batch = true };
        usage.With(TokenClass.Output, new(1)).ShouldBe(usage with { Output = new(1) });
        usage.With(TokenClass.Output, new(1)).GetHashCode().ShouldBe((usage with { Output = new(1) }).GetHashCode());
        usage.With(TokenClass.Output, new(1)).ShouldNotBe(usage);
    }
}
