namespace BudgetMesh.Replay.Tests;

public sealed class TraceTests
{
    [Fact]
    public void Columns_are_found_by_name_in_any_order_among_others_and_with_line_ends_of_either_kind()
    {
        var trace = Read("GeneratedTokens,region,contexttokens,TIMESTAMP\r\n44,eu,374,2023-11-16 18:15:46.6805900\r\n109,us,396,2023-11-16 18:15:50.9951690");

        trace.Requests.ShouldBe([new(TimeSpan.Zero, 374, 44), new(TimeSpan.FromTicks(43_145_790), 396, 109)]);
        trace.OutOfOrder.ShouldBe(0);
        trace.Length.ShouldBe(TimeSpan.FromTicks(43_145_790));
    }

    [Fact]
    public void Rows_that_go_back_in_time_are_put_in_order_and_counted()
    {
        var trace = Read(
            """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16T10:00:02Z,1,0
            2023-11-16T10:00:00Z,2,0
            2023-11-16T10:00:01+00:00,3,0
            2023-11-16T10:00:02,4,0
            """);

        trace.OutOfOrder.ShouldBe(2);
        trace.Requests.Select(request => request.ContextTokens).ShouldBe([2, 3, 1, 4]);
        trace.Requests.Select(request => request.Arrival.TotalSeconds).ShouldBe([0, 1, 2, 2]);
    }

    [SharedDataFact]
    public void The_real_trace_reads_whole()
    {
        using var csv = new StreamReader(SharedData.PathOf("azure_llm_2023_conv.csv"));
        var trace = Trace.Read(csv, "azure");

        trace.Requests.Length.ShouldBe(19_366);
        trace.OutOfOrder.ShouldBe(0);
        trace.Requests.Sum(request => (long)request.ContextTokens).ShouldBe(22_361_870);
        trace.Length.TotalSeconds.ShouldBe(3501.721937, 0.000001);
    }

    private static Trace Read(string csv) => Trace.Read(new StringReader(csv), "t.csv");
}
