namespace BudgetMesh.Replay.Tests;

public sealed class TrafficShapeTests
{
    [Fact]
    public void The_same_seed_makes_the_same_traffic_and_another_seed_other_traffic()
    {
        var first = TrafficShape.AzureConversation.Make(200, 7);

        TrafficShape.AzureConversation.Make(200, 7).Requests.ShouldBe(first.Requests);
        TrafficShape.AzureConversation.Make(200, 8).Requests.ShouldNotBe(first.Requests);
    }

    [Fact]
    public void Made_traffic_has_the_means_rate_and_bursts_of_the_trace_it_is_modelled_on()
    {
        var trace = TrafficShape.AzureConversation.Make(20_000, 1);

        trace.Requests.Average(request => request.ContextTokens).ShouldBe(1_155, 1_155 * 0.1);
        trace.Requests.Average(request => request.GeneratedTokens).ShouldBe(211, 211 * 0.1);
        (trace.Requests.Length / trace.Length.TotalSeconds).ShouldBe(5.53, 5.53 * 0.1);
        var counts = trace.Requests.GroupBy(request => (long)request.Arrival.TotalSeconds).Select(second => (double)second.Count()).ToList();
        var mean = counts.Average();
        (counts.Average(count => (count - mean) * (count - mean)) / mean).ShouldBeInRange(1.1, 1.9);
    }

    [Fact]
    public void A_heavy_tail_has_the_same_middle_and_an_answer_in_a_thousand_beyond_twenty_thousand_tokens()
    {
        var lengths = TrafficShape.HeavyTail.Make(20_000, 1).Requests.Select(request => request.GeneratedTokens).Order().ToList();

        ((double)lengths[10_000]).ShouldBe(151, 151 * 0.1);
        lengths[19_980].ShouldBeInRange(20_000, 50_000);
        lengths[^1].ShouldBeGreaterThan(60_000);
    }

    [Fact]
    public void Requests_come_in_order_start_at_zero_and_stay_inside_the_models_limits()
    {
        var trace = TrafficShape.AzureConversation.Make(5_000, 3);

        trace.Requests[0].Arrival.ShouldBe(TimeSpan.Zero);
        trace.Requests.ShouldBe(trace.Requests.OrderBy(request => request.Arrival));
        trace.Requests.ShouldAllBe(request => request.ContextTokens >= 1 && request.ContextTokens <= 14_050 && request.GeneratedTokens >= 1 && request.GeneratedTokens <= 1_000);
    }
}
