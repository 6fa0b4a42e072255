using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12.500000001", 12_500_000_001)]
    [InlineData("-0.000000001", -1)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void Text_is_read_to_the_nano_dollar(string text, long nanos)
    {
        Money.Parse(text).NanoUsd.ShouldBe(nanos);
        new Money(nanos).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("$5")]
    [InlineData("+5")]
    [InlineData(" 5")]
    [InlineData("0.0000000001")]
    [InlineData("9223372036.854775808")]
    [InlineData("99999999999999999999999999")]
    public void What_is_not_an_amount_is_refused_with_a_sentence(string text)
    {
        Money.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain($"\"{text}\"");
    }

    [Fact]
    public void Every_amount_reads_back_as_itself() =>
        Prop.ForAll<long>(nanos => Money.Parse(new Money(nanos == long.MinValue ? 0 : nanos).ToString()).NanoUsd == (nanos == long.MinValue ? 0 : nanos))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Arithmetic_that_leaves_the_range_throws()
    {
        var most = new Money(long.MaxValue);
        Should.Throw<OverflowException>(() => most + new Money(1));
        Should.Throw<OverflowException>(() => -most - new Money(2));
        Should.Throw<OverflowException>(() => most * 2);
    }
}
