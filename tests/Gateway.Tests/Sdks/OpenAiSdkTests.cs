using System.ClientModel;
using BudgetMesh.Gateway.Tests.World;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>OpenAI's own SDK for .NET, with nothing but the endpoint and the key changed.</summary>
public sealed class OpenAiSdkTests
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("weather", "The weather of a city.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    [Fact]
    public async Task A_chat_is_answered_by_the_model_that_was_decided_and_charged_to_the_nano_dollar()
    {
        await using var world = await GatewayWorld.StartAsync();
        var chat = await ChatAsync(world);

        var answer = (await chat.CompleteChatAsync("say 7")).Value;

        answer.Content[0].Text.ShouldBe(string.Concat(Enumerable.Repeat("tok ", 7)));
        answer.Usage.OutputTokenCount.ShouldBe(7);
        var received = world.Upstream.Requests.ShouldHaveSingleItem();
        received.Json["model"]!.GetValue<string>().ShouldBe("upstream-large");
        received.Json["max_completion_tokens"]!.GetValue<int>().ShouldBe(500);
        received.Headers["Authorization"].ShouldBe("Bearer upstream-secret");
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task A_stream_comes_piece_by_piece_and_without_the_usage_that_only_the_gateway_asked_for()
    {
        await using var world = await GatewayWorld.StartAsync();
        var chat = await ChatAsync(world);

        var pieces = 0;
        await foreach (var update in chat.CompleteChatStreamingAsync("say 9 wait here"))
        {
            pieces += update.ContentUpdate.Count(part => part.Text.Length > 0);
            // The provider goes on only when this piece has come through.
            world.Upstream.LetOn(1);
        }

        pieces.ShouldBe(9);
        world.Upstream.Requests[0].Json["stream_options"]!["include_usage"]!.GetValue<bool>().ShouldBeTrue();
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task Tools_are_called_whole_and_streamed()
    {
        await using var world = await GatewayWorld.StartAsync();
        var chat = await ChatAsync(world);
        var options = new ChatCompletionOptions { Tools = { Weather } };

        var answer = (await chat.CompleteChatAsync([new UserChatMessage("tool say 3")], options)).Value;
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls.ShouldHaveSingleItem().FunctionName.ShouldBe("weather");

        var names = new List<string>();
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("tool say 3")], options))
            names.AddRange(update.ToolCallUpdates.Select(call => call.FunctionName));
        names.ShouldBe(["weather"]);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task Embeddings_have_a_ladder_of_their_own()
    {
        await using var world = await GatewayWorld.StartAsync();
        var client = (await ClientAsync(world)).GetEmbeddingClient("embed");

        OpenAIEmbedding embedding = await client.GenerateEmbeddingAsync("some text to be embedded");

        embedding.ToFloats().Length.ShouldBe(4);
        world.Upstream.Requests.ShouldHaveSingleItem().Deployment.ShouldBe(GatewayWorld.Embedding);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    [Fact]
    public async Task Models_are_listed()
    {
        await using var world = await GatewayWorld.StartAsync();
        var models = (await (await ClientAsync(world)).GetOpenAIModelClient().GetModelsAsync()).Value;
        models.Select(model => model.Id).ShouldBe(["best", "embed"]);
    }

    [Fact]
    public async Task Errors_of_the_provider_and_of_the_gateway_come_as_the_sdks_own()
    {
        await using var world = await GatewayWorld.StartAsync();
        world.Upstream.Next(GatewayWorld.Large, new Fault(400));

        (await Should.ThrowAsync<ClientResultException>(async () => await (await ChatAsync(world)).CompleteChatAsync("say 1"))).Status.ShouldBe(400);
        var unknown = await Should.ThrowAsync<ClientResultException>(async () => await (await ClientAsync(world)).GetChatClient("nothing").CompleteChatAsync("say 1"));
        (unknown.Status, unknown.Message.Contains("model_not_found", StringComparison.Ordinal)).ShouldBe((404, true));
        (await Should.ThrowAsync<ClientResultException>(async () => await Client(world, "wrong").GetChatClient("best").CompleteChatAsync("say 1"))).Status.ShouldBe(401);

        (await world.SpentInTheEndAsync()).ShouldBe(0);
        world.Upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_spent_team_is_told_once()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var counted = new CountedRequests();
        var chat = counted.OpenAi(world.Endpoint, await world.KeyAsync("acme/poor", refusalStatus: 403)).GetChatClient("best");

        var refused = await Should.ThrowAsync<ClientResultException>(async () => await chat.CompleteChatAsync("say 1"));

        (refused.Status, refused.Message.Contains("team_budget_exceeded", StringComparison.Ordinal)).ShouldBe((403, true));
        counted.Requests.ShouldBe(1);
        world.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_limit_is_tried_again_after_the_time_that_was_said()
    {
        await using var world = await GatewayWorld.StartAsync(limits: "limits: [{rate: 60 requests per minute, burst: 1}]");
        using var counted = new CountedRequests();
        var chat = counted.OpenAi(world.Endpoint, await world.KeyAsync()).GetChatClient("best");

        await chat.CompleteChatAsync("say 1");
        (await chat.CompleteChatAsync("say 1")).Value.Usage.OutputTokenCount.ShouldBe(1);

        counted.Requests.ShouldBeGreaterThan(2);
        var (after, waited) = counted.Retries.First(retry => retry.Stated is not null);
        waited.ShouldBeGreaterThanOrEqualTo(after!.Value - TimeSpan.FromMilliseconds(20));
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
    }

    private static async Task<ChatClient> ChatAsync(GatewayWorld world) => (await ClientAsync(world)).GetChatClient("best");

    private static async Task<OpenAIClient> ClientAsync(GatewayWorld world) => Client(world, await world.KeyAsync());

    private static OpenAIClient Client(GatewayWorld world, string key) => new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = world.Endpoint });
}
