using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>Anthropic's own SDK for .NET, with nothing but the address and the key changed.</summary>
public sealed class AnthropicSdkTests
{
    [Fact]
    public async Task A_message_is_answered_by_a_deployment_of_its_own_protocol_and_charged_to_the_nano_dollar()
    {
        await using var world = await GatewayWorld.StartAsync();

        var message = await (await ClientAsync(world)).Messages.Create(Asking("say 7"));

        message.Content[0].TryPickText(out var text).ShouldBeTrue();
        text!.Text.ShouldBe(string.Concat(Enumerable.Repeat("tok ", 7)));
        var received = world.Upstream.Requests.ShouldHaveSingleItem();
        // The ladder begins with a model of the other protocol, which is passed by.
        (received.Deployment, received.Json["model"]!.GetValue<string>(), received.Headers["x-api-key"]).ShouldBe((GatewayWorld.Claude, "claude", "upstream-secret"));
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task A_stream_comes_piece_by_piece()
    {
        await using var world = await GatewayWorld.StartAsync();
        var pieces = 0;
        await foreach (var happened in (await ClientAsync(world)).Messages.CreateStreaming(Asking("say 9 wait here")))
        {
            if (happened.TryPickContentBlockDelta(out _))
                pieces++;
            if (happened.TryPickContentBlockDelta(out _) || happened.TryPickContentBlockStart(out _))
                world.Upstream.LetOn(1);
        }

        pieces.ShouldBe(9);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task Tools_are_called()
    {
        await using var world = await GatewayWorld.StartAsync();
        var asking = Asking("tool say 3") with { Tools = [new Tool { Name = "weather", InputSchema = new InputSchema() }] };
        var message = await (await ClientAsync(world)).Messages.Create(asking);
        message.Content[0].TryPickToolUse(out var call).ShouldBeTrue();
        call!.Name.ShouldBe("weather");
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task Errors_come_as_the_sdks_own()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Upstream.Next(GatewayWorld.Claude, new Fault(400));
        await Should.ThrowAsync<AnthropicBadRequestException>(async () => await (await ClientAsync(world)).Messages.Create(Asking("say 1")));
        await Should.ThrowAsync<AnthropicUnauthorizedException>(async () => await Client(world, "wrong").Messages.Create(Asking("say 1")));
        (await world.SpentInTheEndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_spent_team_is_told_once_with_status_403()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var counted = new CountedRequests();
        var client = new AnthropicClient { BaseUrl = world.Gateway.BaseAddress.ToString().TrimEnd('/'), ApiKey = await world.KeyAsync("acme/poor", refusalStatus: 403), HttpClient = counted.Http };
        var refused = await Should.ThrowAsync<AnthropicForbiddenException>(async () => await client.Messages.Create(Asking("say 1")));
        refused.Message.ShouldContain("team_budget_exceeded");
        counted.Requests.ShouldBe(1);
        world.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_limit_is_tried_again_after_the_time_that_was_said()
    {
        await using var world = await GatewayWorld.StartAsync(limits: "limits: [{rate: 60 requests per minute, burst: 1}]");
        using var counted = new CountedRequests();
        var client = new AnthropicClient { BaseUrl = world.Gateway.BaseAddress.ToString().TrimEnd('/'), ApiKey = await world.KeyAsync(), HttpClient = counted.Http };

        await client.Messages.Create(Asking("say 1"));
        await client.Messages.Create(Asking("say 1"));

        counted.Requests.ShouldBeGreaterThan(2);
        var (stated, waited) = counted.Retries.First(retry => retry.Stated is not null);
        waited.ShouldBeGreaterThanOrEqualTo(stated!.Value - TimeSpan.FromMilliseconds(20));
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    private static MessageCreateParams Asking(string text) => new() { Model = "best", MaxTokens = 100, Messages = [new UserMessageParam(text)] };

    private static async Task<AnthropicClient> ClientAsync(GatewayWorld world) => Client(world, await world.KeyAsync());

    private static AnthropicClient Client(GatewayWorld world, string key) => new() { BaseUrl = world.Gateway.BaseAddress.ToString().TrimEnd('/'), ApiKey = key };
}
