using System.Net;
using BudgetMesh.Extensions.AI;
using BudgetMesh.Client.Tests.World;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Client.Extensions.Tests.Chat;

public sealed class StreamTests
{
    private static long InputCost => ChatWorld.InputTokens * ChatWorld.InputNanoUsd;

    [Fact]
    public async Task A_whole_stream_costs_what_its_usage_says_also_where_that_comes_in_two_parts()
    {
        await using var world = await StartAsync();
        world.Provider.Updates = [Usage(input: 80, output: 1), Text("four"), Text("teen"), Usage(input: 0, output: 6)];
        (await world.StreamAsync()).ShouldBe(4);
        (world.Spent, world.HoldsOpen).ShouldBe((80 * ChatWorld.InputNanoUsd + 7 * ChatWorld.OutputNanoUsd, 0));
        world.Provider.Sent.Single()!.ModelId.ShouldBe("best");
    }

    [Fact]
    public async Task A_whole_stream_without_usage_costs_what_has_come()
    {
        await using var world = await StartAsync();
        world.Provider.Updates = [Text("four"), new(ChatRole.Assistant, [new TextReasoningContent("twelve")])];
        await world.StreamAsync();
        (world.Spent, world.HoldsOpen).ShouldBe((InputCost + 5 * ChatWorld.OutputNanoUsd, 0));
    }

    [Fact]
    public async Task A_stream_that_is_left_in_the_middle_costs_what_has_come_and_ends_the_providers()
    {
        await using var world = await StartAsync();
        world.Provider.Updates = [Usage(input: 80, output: 1), Text("four"), Text("teen"), Usage(input: 0, output: 6)];
        await world.StreamAsync(most: 2);
        (world.Spent, world.HoldsOpen).ShouldBe((80 * ChatWorld.InputNanoUsd + 2 * ChatWorld.OutputNanoUsd, 0));
        world.Provider.StreamsEnded.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_breaks_costs_what_has_come()
    {
        await using var world = await StartAsync();
        world.Provider.Updates = [Text("four"), Text("teen")];
        world.Provider.Problem = new HttpRequestException("broken", null, HttpStatusCode.InternalServerError);
        (await Should.ThrowAsync<HttpRequestException>(() => world.StreamAsync())).ShouldBe(world.Provider.Problem);
        (world.Spent, world.HoldsOpen).ShouldBe((InputCost + 4 * ChatWorld.OutputNanoUsd, 0));
    }

    [Fact]
    public async Task A_stream_that_never_began_for_an_error_costs_nothing()
    {
        await using var world = await StartAsync();
        world.Provider.Problem = new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable);
        await Should.ThrowAsync<HttpRequestException>(() => world.StreamAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
        world.Provider.ProblemAtOnce = world.Provider.Problem;
        await Should.ThrowAsync<HttpRequestException>(() => world.StreamAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_stream_that_never_began_for_a_timeout_costs_its_input()
    {
        await using var world = await StartAsync();
        world.Provider.Problem = new TimeoutException();
        await Should.ThrowAsync<TimeoutException>(() => world.StreamAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((InputCost, 0));
    }

    [Fact]
    public async Task A_cancelled_stream_costs_what_has_come()
    {
        await using var world = await StartAsync();
        world.Provider.Updates = [Text("four"), Text("teen")];
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in world.Client.GetStreamingResponseAsync("?", ChatWorld.Asked, cancellation.Token))
                await cancellation.CancelAsync();
        });
        (world.Spent, world.HoldsOpen).ShouldBe((InputCost + 2 * ChatWorld.OutputNanoUsd, 0));
    }

    [Fact]
    public async Task A_stream_that_nobody_enumerates_is_not_decided_and_one_that_is_refused_is_not_sent()
    {
        await using var world = await ChatWorld.StartAsync(runUsd: "0.0001");
        var stream = world.Client.GetStreamingResponseAsync("?", ChatWorld.Asked);
        world.Gate.Gate.Counters.Decided.ShouldBe(0);
        await Should.ThrowAsync<BudgetRefusedException>(() => world.Gate.Pass(stream.ToChatResponseAsync()));
        world.Provider.Sent.ShouldBeEmpty();
    }

    /// <summary>Whatever comes, and wherever it ends: no hold is left, and the charge is of the input and what came, never above what was held.</summary>
    [Fact]
    public async Task No_stream_leaves_a_hold_or_costs_more_than_it_was_held_for()
    {
        await using var world = await StartAsync();
        var scripts =
            from texts in Gen.ArrayOf(Gen.Elements("a", "four", "ünïcode", "a longer piece of an answer"))
            from hasUsage in Gen.Elements(true, false)
            from problem in Gen.Elements(null, new TimeoutException(), new HttpRequestException("x", null, HttpStatusCode.BadGateway), new OperationCanceledException(), (Exception)new InvalidOperationException())
            from most in Gen.Choose(1, 8)
            select (texts, hasUsage, problem, most);
        Prop.ForAll(scripts.ToArbitrary(), script =>
        {
            var before = world.Spent;
            world.Provider.Problem = script.problem;
            world.Provider.Updates = [.. script.texts.Select(Text)];
            if (script.hasUsage)
                world.Provider.Updates.Add(Usage(70, 50));
            try
            {
                world.StreamAsync(script.most).GetAwaiter().GetResult();
            }
            catch (Exception thrown) when (thrown == script.problem)
            {
            }

            world.HoldsOpen.ShouldBe(0);
            var cost = world.Spent - before;
            cost.ShouldBeLessThanOrEqualTo(ChatWorld.Bound);
            if (script.texts.Length > 0)
                cost.ShouldBeGreaterThan(70 * ChatWorld.InputNanoUsd);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Slices are there, so that no stream waits for the silo.</summary>
    private static async Task<ChatWorld> StartAsync()
    {
        var world = await ChatWorld.StartAsync();
        await world.Gate.Pass(world.Gate.Gate.PrefetchAsync(TestMesh.Asked).ContinueWith(_ => true, TaskScheduler.Default));
        return world;
    }

    private static ChatResponseUpdate Text(string text) => new(ChatRole.Assistant, text);

    private static ChatResponseUpdate Usage(long input, long output) => new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output })]);
}
