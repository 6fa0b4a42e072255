using System.Net;
using BudgetMesh.Client.Tests.World;
using BudgetMesh.Extensions.AI;
using BudgetMesh.Routing;
using Microsoft.Extensions.AI;

namespace BudgetMesh.Client.Extensions.Tests.Chat;

public sealed class ResponseTests
{
    [Fact]
    public async Task What_was_decided_is_sent_and_the_callers_options_stay_as_they_were()
    {
        await using var world = await ChatWorld.StartAsync();
        await world.AskAsync();
        var sent = world.Provider.Sent.Single()!;
        (sent.ModelId, sent.MaxOutputTokens, sent.Temperature).ShouldBe(("best", 100, 0.5f));
        (ChatWorld.Asked.ModelId, ChatWorld.Asked.MaxOutputTokens).ShouldBe(("whatever", 100));
    }

    [Fact]
    public async Task A_call_without_a_bound_is_sent_with_one()
    {
        await using var world = await ChatWorld.StartAsync();
        await world.Gate.Pass(world.Client.GetResponseAsync("What is 2 + 2?"));
        world.Provider.Sent.Single()!.MaxOutputTokens!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_reported_usage_is_what_it_costs_cached_input_at_its_own_price()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Response.Usage = new UsageDetails { InputTokenCount = 90, CachedInputTokenCount = 40, OutputTokenCount = 30, ReasoningTokenCount = 10, TotalTokenCount = 120 };
        await world.AskAsync();
        world.Spent.ShouldBe(50 * ChatWorld.InputNanoUsd + 40 * ChatWorld.CachedNanoUsd + 30 * ChatWorld.OutputNanoUsd);
        world.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_without_usage_costs_its_input_as_it_was_held_and_a_token_for_two_bytes()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Response = new ChatResponse(new ChatMessage(ChatRole.Assistant, "vierzehn ü")); // 11 bytes
        await world.AskAsync();
        world.Spent.ShouldBe(ChatWorld.InputTokens * ChatWorld.InputNanoUsd + 6 * ChatWorld.OutputNanoUsd);
    }

    [Fact]
    public async Task An_answer_without_usage_costs_no_more_output_than_it_may_have()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Response = new ChatResponse(new ChatMessage(ChatRole.Assistant, new string('x', 10_000)));
        await world.AskAsync();
        world.Spent.ShouldBe(ChatWorld.Bound);
    }

    [Theory]
    [InlineData(-1L, 10L)]
    [InlineData(null, 10L)]
    [InlineData(20L, null)]
    [InlineData(20L, long.MaxValue)]
    public async Task Usage_that_is_missing_or_absurd_in_a_part_is_estimated_in_that_part(long? input, long? output)
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Response.Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output };
        world.Provider.Response.Messages[0] = new ChatMessage(ChatRole.Assistant, "four");
        await world.AskAsync();
        var (inputCost, outputCost) = (input == 20 ? 20 : ChatWorld.InputTokens, output == 10 ? 10 : output is null ? 2 : 0);
        world.Spent.ShouldBe(inputCost * ChatWorld.InputNanoUsd + outputCost * ChatWorld.OutputNanoUsd);
        world.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task Parts_that_are_larger_than_their_whole_leave_the_totals_to_be_charged()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Response.Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5, AdditionalCounts = new() { ["CacheCreationInputTokens"] = -3 } };
        await world.AskAsync();
        world.Spent.ShouldBe(10 * ChatWorld.InputNanoUsd + 5 * ChatWorld.OutputNanoUsd);
        world.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_that_says_why_and_nothing_is_sent()
    {
        await using var world = await ChatWorld.StartAsync(runUsd: "0.0001");
        var refused = await Should.ThrowAsync<BudgetRefusedException>(() => world.AskAsync());
        (refused.Reason, refused.RetryAfter, refused.Scope).ShouldBe((Reason.BudgetExceeded, null, TestMesh.Run));
        refused.Decision.Verdict.ShouldBe(Verdict.Deny);
        refused.Message.ShouldContain("budget_exceeded (acme/chat/run:month)");
        world.Provider.Sent.ShouldBeEmpty();
        world.HoldsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_ask_again()
    {
        await using var world = await ChatWorld.StartAsync(mesh: LimitMesh.Of(scope: new LimitConfig { Rate = "60 requests per minute", Burst = "1" }));
        await world.AskAsync();
        var refused = await Should.ThrowAsync<BudgetRefusedException>(() => world.AskAsync());
        refused.Reason.ShouldBe(Reason.RateLimited);
        refused.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_010));
    }

    [Fact]
    public async Task A_downgrade_is_sent_to_the_client_of_the_deployment_that_was_decided_for()
    {
        await using var world = await ChatWorld.StartAsync(runUsd: "0.002");
        var small = new FakeChatClient();
        world.Client = world.Provider.WithBudget(world.Gate.Gate, world.Options with { ClientOf = deployment => deployment.Id == TestMesh.Middle ? small : world.Provider });
        await world.AskAsync();
        small.Sent.Single()!.ModelId.ShouldBe("middle");
        world.Provider.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployment_without_a_client_costs_nothing()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Client = world.Provider.WithBudget(world.Gate.Gate, world.Options with { ClientOf = deployment => throw new KeyNotFoundException(deployment.Id) });
        await Should.ThrowAsync<KeyNotFoundException>(() => world.AskAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task What_the_provider_answers_with_an_error_costs_nothing(HttpStatusCode status)
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Problem = new HttpRequestException("no", null, status);
        (await Should.ThrowAsync<HttpRequestException>(() => world.AskAsync())).ShouldBe(world.Provider.Problem);
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_found_no_connection_costs_nothing_and_what_lost_it_may_have_been_answered()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Problem = new HttpRequestException(HttpRequestError.ConnectionError);
        await Should.ThrowAsync<HttpRequestException>(() => world.AskAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
        world.Provider.Problem = new HttpRequestException(HttpRequestError.ResponseEnded);
        await Should.ThrowAsync<HttpRequestException>(() => world.AskAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((ChatWorld.Bound, 0));
    }

    [Fact]
    public async Task A_call_that_was_cancelled_on_its_way_is_charged_in_full()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Provider.Problem = new OperationCanceledException();
        await Should.ThrowAsync<OperationCanceledException>(() => world.AskAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((ChatWorld.Bound, 0));
    }

    [Fact]
    public async Task A_rule_of_ones_own_says_which_exceptions_cost_nothing()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Client = world.Provider.WithBudget(world.Gate.Gate, world.Options with { IsUnserved = problem => problem is NotSupportedException });
        world.Provider.Problem = new NotSupportedException();
        await Should.ThrowAsync<NotSupportedException>(() => world.AskAsync());
        (world.Spent, world.HoldsOpen).ShouldBe((0, 0));
    }

    [Fact]
    public async Task The_client_is_found_in_a_pipeline_and_so_is_the_one_inside()
    {
        await using var world = await ChatWorld.StartAsync();
        world.Client.GetService<BudgetedChatClient>().ShouldBe(world.Client);
        world.Client.GetService<FakeChatClient>().ShouldBe(world.Provider);
    }
}
