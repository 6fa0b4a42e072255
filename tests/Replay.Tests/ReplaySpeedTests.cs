namespace BudgetMesh.Replay.Tests;

public sealed class ReplaySpeedTests
{
    [Theory]
    [InlineData("max", "max")]
    [InlineData("1x", "1x")]
    [InlineData("600x", "600x")]
    [InlineData("0.5x", "0.5x")]
    public void A_speed_reads_and_writes_the_same(string text, string written)
    {
        ReplaySpeed.TryParse(text, out var speed, out _).ShouldBeTrue();
        speed.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("60")]
    [InlineData("fast")]
    [InlineData("1e9x")]
    [InlineData("1000000x")]
    public void What_is_no_speed_is_refused_with_an_example(string? text)
    {
        ReplaySpeed.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("60x");
    }

    [Fact]
    public void Durations_shrink_by_the_factor_and_vanish_at_max()
    {
        ReplaySpeed.TryParse("60x", out var speed, out _).ShouldBeTrue();

        speed.Scale(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.FromSeconds(1));
        ReplaySpeed.Max.Scale(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.Zero);
    }
}
