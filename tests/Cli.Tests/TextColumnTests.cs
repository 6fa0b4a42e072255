namespace BudgetMesh.Cli.Tests;

public sealed class TextColumnTests
{
    private static readonly TextColumn[] Columns = [new("NAME", true, 0), new("CAP", false, 1), new("USED", false, 0), new("NOTE", true, 2)];

    private static readonly IReadOnlyList<string>[] Rows = [["acme/engineering/search/run-17", "100000.00", "83 %", "calls 12/600"], ["acme", "5.00", "4 %", ""]];

    [Fact]
    public void With_room_everything_is_shown() => TextColumn.Fit(Columns, Rows, int.MaxValue).ShouldBe(
    [
        "NAME                                  CAP  USED  NOTE",
        "acme/engineering/search/run-17  100000.00  83 %  calls 12/600",
        "acme                                 5.00   4 %",
    ]);

    [Fact]
    public void Without_it_the_least_goes_first_and_names_keep_their_ends()
    {
        TextColumn.Fit(Columns, Rows, 40)[1].ShouldBe("…ineering/search/run-17  100000.00  83 %");
        TextColumn.Fit(Columns, Rows, 30)[1].ShouldBe("…gineering/search/run-17  83 %");
        TextColumn.Fit(Columns, Rows, 18)[1].ShouldBe("…arch/run-17  83 %");
    }

    [Fact]
    public void No_line_is_ever_wider_than_it_may_be()
    {
        foreach (var width in Enumerable.Range(1, 90))
            TextColumn.Fit(Columns, Rows, width).ShouldAllBe(line => line.Length <= width);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9999, "9999")]
    [InlineData(10_000, "10k")]
    [InlineData(123_456, "123k")]
    [InlineData(1_250_000, "1250k")]
    [InlineData(12_500_000, "12.5M")]
    public void Counts_are_short(long count, string text) => TopWords.Count(count).ShouldBe(text);
}
