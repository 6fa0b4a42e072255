using BudgetMesh.Text;

namespace BudgetMesh.Tests;

public sealed class DidYouMeanTests
{
    [Theory]
    [InlineData("premum", "premium")]
    [InlineData("permium", "premium")]
    [InlineData("PREMIUM", "premium")]
    [InlineData("locla", "local")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    [InlineData("premium-but-much-longer", null)]
    public void The_closest_name_is_meant(string text, string? name) =>
        DidYouMean.Closest(text, ["premium", "standard", "economy", "local"]).ShouldBe(name);

    [Fact]
    public void Of_two_that_are_as_close_the_first_is_meant() =>
        DidYouMean.Closest("dax", ["day", "max"]).ShouldBe("day");
}
