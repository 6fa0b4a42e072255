using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay.Tests;

public sealed class RunSpanTests
{
    [Theory]
    [InlineData("30s+60s", 30_000, 60_000)]
    [InlineData("0s+1.5m", 0, 90_000)]
    [InlineData("250ms+1s", 250, 1_000)]
    public void A_span_is_when_it_begins_and_how_long_it_lasts(string text, int at, int length)
    {
        RunSpan.TryParse(text, out var span).ShouldBeTrue();

        (span.At.TotalMilliseconds, span.For.TotalMilliseconds).ShouldBe((at, length));
        span.Contains(span.At).ShouldBeTrue();
        span.Contains(span.End).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30s")]
    [InlineData("30+60")]
    [InlineData("30s+0s")]
    [InlineData("-1s+60s")]
    [InlineData("30s+60s+90s")]
    [InlineData("30mms+60s")]
    [InlineData("s+1s")]
    [InlineData("1s+25000m")]
    [InlineData("1s+9999999999999999999999999s")]
    public void What_is_no_span_is_refused(string? text) => RunSpan.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void An_idle_span_names_a_scope()
    {
        IdleSpan.TryParse("acme/search@0s+60s", out var idle, out _).ShouldBeTrue();

        (idle.Scope.Value, idle.ToString()).ShouldBe(("acme/search", "acme/search@0s+60s"));
    }

    [Theory]
    [InlineData("acme/search")]
    [InlineData("0s+60s")]
    [InlineData("acme/search@60s")]
    [InlineData("acme/search@0s+60s@1s+2s")]
    public void What_is_no_idle_span_is_refused_with_an_example(string text)
    {
        IdleSpan.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("acme/search@0s+60s");
    }

    [Fact]
    public void An_idle_span_of_what_is_no_scope_says_what_is_wrong_with_it()
    {
        IdleSpan.TryParse("acme//search@0s+60s", out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("0.5@30s+60s", "0.5@30s+60s")]
    [InlineData("0@1m+500ms", "0@60s+0.5s")]
    public void A_drop_reads_and_writes_the_same(string text, string written)
    {
        ProviderDrop.TryParse(text, out var drop, out _).ShouldBeTrue();
        drop.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0.5")]
    [InlineData("1@30s+60s")]
    [InlineData("-0.5@30s+60s")]
    [InlineData("half@30s+60s")]
    [InlineData("0.5@30s")]
    public void What_is_no_drop_is_refused_with_an_example(string? text)
    {
        ProviderDrop.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain("0.5@30s+60s");
    }
}
