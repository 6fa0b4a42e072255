namespace BudgetMesh.Tests;

public sealed class ScopePathTests
{
    [Theory]
    [InlineData("acme")]
    [InlineData("acme/search/run-17")]
    [InlineData("a/b/c/d/e/f/g/h")]
    [InlineData("acme/jo.doe@example.org/k_1")]
    public void A_path_reads_as_itself(string text) => ScopePath.Parse(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/acme")]
    [InlineData("acme/")]
    [InlineData("acme//x")]
    [InlineData("Acme")]
    [InlineData("acme/-x")]
    [InlineData("acme/x-")]
    [InlineData("acme/a b")]
    [InlineData("acme/ü")]
    [InlineData("a/b/c/d/e/f/g/h/i")]
    public void What_is_not_a_path_is_refused_with_a_sentence(string? text)
    {
        ScopePath.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("scope path");
    }

    [Fact]
    public void Length_is_limited_by_segment_and_whole()
    {
        ScopePath.TryParse(new string('a', 64), out _, out _).ShouldBeTrue();
        ScopePath.TryParse(new string('a', 65), out _, out _).ShouldBeFalse();
        var segment = new string('a', 60);
        ScopePath.TryParse($"{segment}/{segment}/{segment}/{segment}/{segment}", out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_scope_contains_itself_and_what_is_below_it()
    {
        var acme = ScopePath.Parse("acme");
        acme.Contains(acme).ShouldBeTrue();
        acme.Contains(ScopePath.Parse("acme/search")).ShouldBeTrue();
        acme.Contains(ScopePath.Parse("acme2")).ShouldBeFalse();
        ScopePath.Parse("acme/search").Parent.ShouldBe(acme);
        acme.Parent.ShouldBeNull();
        ScopePath.Parse("acme/search/run-17").Depth.ShouldBe(3);
    }
}
