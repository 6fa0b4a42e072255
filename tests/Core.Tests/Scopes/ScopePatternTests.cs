using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests;

public sealed class ScopePatternTests
{
    /// <summary>Few letters, so that patterns and paths meet often.</summary>
    private static readonly Gen<string> Segment = Gen.Elements("a", "b", "ab", "ba", "a-b", "run-1", "run-12", "aab");

    private static readonly Gen<string> StarSegment = Gen.Elements("*", "a*", "*b", "a*b", "run-*", "*-b", "ab", "a", "*1", "run-*2");

    private static Gen<string> Joined(Gen<string> segment) =>
        from depth in Gen.Choose(2, 3)
        from segments in segment.ArrayOf(depth)
        select string.Join('/', segments);

    private static Arbitrary<(string Pattern, string Other, string Path)> Cases =>
        (from pattern in Joined(StarSegment) from other in Joined(StarSegment) from path in Joined(Segment) select (pattern, other, path)).ToArbitrary();

    [Fact]
    public void A_pattern_matches_what_a_regular_expression_says() => Prop.ForAll(Cases, example =>
    {
        var naive = Regex.IsMatch(example.Path, $"^{Regex.Escape(example.Pattern).Replace("\\*", "[^/]+", StringComparison.Ordinal)}$");
        return ScopePattern.Parse(example.Pattern).Matches(example.Path) == naive;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Patterns_that_fit_the_same_path_overlap_either_way() => Prop.ForAll(Cases, example =>
    {
        var (pattern, other) = (ScopePattern.Parse(example.Pattern), ScopePattern.Parse(example.Other));
        var isFair = pattern.Overlaps(other) == other.Overlaps(pattern) && Math.Sign(pattern.CompareSpecificity(other)) == -Math.Sign(other.CompareSpecificity(pattern));
        return isFair && (!pattern.Matches(example.Path) || !other.Matches(example.Path) || pattern.Overlaps(other));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("acme/*/run-*", "acme/a*/run-1*")]
    [InlineData("acme/*b", "acme/a*")]
    [InlineData("acme/x*", "acme/x")]
    public void Overlap_is_about_all_paths_not_those_at_hand(string left, string right) =>
        ScopePattern.Parse(left).Overlaps(ScopePattern.Parse(right)).ShouldBe(!right.EndsWith("/x", StringComparison.Ordinal));

    [Theory]
    [InlineData("acme/search/run-*", "acme/*/run-*")]
    [InlineData("acme/*/run-*", "acme/*/r*")]
    [InlineData("acme/search/*", "acme/*/run-1*")]
    [InlineData("acme/search/run-1", "acme/search/run-*1")]
    public void The_first_segment_that_differs_decides_which_says_more(string more, string less) =>
        ScopePattern.Parse(more).CompareSpecificity(ScopePattern.Parse(less)).ShouldBeGreaterThan(0);

    [Theory]
    [InlineData("run-*", "too short")]
    [InlineData("*", "too short")]
    [InlineData("acme/**", "two stars")]
    [InlineData("acme/*-*", "two stars")]
    [InlineData("acme/Run-*", "lower-case")]
    [InlineData("acme//run-*", "empty segment")]
    [InlineData("a/b/c/d/e/f/g/h/*", "more than 8 levels")]
    public void What_is_no_pattern_is_told_in_the_words_of_who_wrote_it(string text, string message)
    {
        ScopePattern.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(message);
        problem.ShouldContain(text);
    }

    [Fact]
    public void A_star_is_at_least_one_character_of_one_segment()
    {
        var pattern = ScopePattern.Parse("acme/*/run-*");
        pattern.Matches("acme/search/run-").ShouldBeFalse();
        pattern.Matches("acme/search/run-1/step").ShouldBeFalse();
        pattern.Matches("acme/run-1").ShouldBeFalse();
        pattern.Matches("acme/search/run-1").ShouldBeTrue();
        pattern.MatchesBelow("acme/search").ShouldBeTrue();
        pattern.MatchesBelow("acme").ShouldBeFalse();
    }
}
