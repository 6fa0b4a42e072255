namespace BudgetMesh.Replay.Tests;

public sealed class TraceProblemTests
{
    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    private const string Good = "2023-11-16 18:15:46.6805900,374,44\n";

    [Theory]
    [InlineData("", "t.csv: the file is empty")]
    [InlineData(Header, "t.csv: no requests")]
    [InlineData("TIMESTAMP,Context,GeneratedTokens\n" + Good, "t.csv:1: column ContextTokens is missing")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,many,44\n", "t.csv:3: ContextTokens \"many\" is not a number of tokens")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,12,4.5\n", "t.csv:3: GeneratedTokens \"4.5\" is not a number of tokens")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,-1,44\n", "t.csv:3: ContextTokens -1 is out of range")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,1,1000000001\n", "t.csv:3: GeneratedTokens 1000000001 is out of range")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,1,99999999999999999999\n", "t.csv:3: GeneratedTokens \"99999999999999999999\" is not a number of tokens")]
    [InlineData(Header + Good + "yesterday,1,1\n", "t.csv:3: TIMESTAMP \"yesterday\" is not a time")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,1\n", "t.csv:3: 2 columns where the first line names 3")]
    [InlineData(Header + Good + "2023-11-16 18:15:47,1,1,1\n", "t.csv:3: 4 columns where the first line names 3")]
    [InlineData(Header + Good + "\n\"2023-11-16 18:15:47,1,1\n", "t.csv:4: not a line of CSV")]
    [InlineData(Header + Good + ",,\n", "t.csv:3: TIMESTAMP \"\" is not a time")]
    public void A_bad_row_is_named_by_line_column_and_value(string csv, string message) =>
        Should.Throw<TraceException>(() => Trace.Read(new StringReader(csv), "t.csv")).Message.ShouldStartWith(message);

    [Fact]
    public void Rows_before_the_bad_one_are_streamed()
    {
        using var requests = TraceReader.Read(new StringReader(Header + Good + "oops,1,1\n"), "t.csv").GetEnumerator();

        requests.MoveNext().ShouldBeTrue();
        requests.Current.ShouldBe(new TracedRequest(TimeSpan.Zero, 374, 44));
        Should.Throw<TraceException>(() => requests.MoveNext());
    }
}
