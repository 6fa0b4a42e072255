using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests;

public sealed class UpstreamFailureTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_deployment_that_fails_is_passed_by_with_a_new_decision_and_costs_nothing(int status)
    {
        await using var world = await GatewayWorld.StartAsync();
        using var client = await world.ClientAsync();
        world.Upstream.Next(GatewayWorld.Large, new Fault(status));

        using var answer = await ChatAsync(client, "say 4");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(answer, "x-budgetmesh-deployment").ShouldBe("openai/gpt-small");
        world.Upstream.Requests.Select(received => received.Deployment).ShouldBe([GatewayWorld.Large, GatewayWorld.Small]);
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
        (await KindsAsync(world)).ShouldBe(["settled", "voided"], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_all_fail_the_client_gets_the_last_word_of_a_provider_with_its_time_to_come_again()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var client = await world.ClientAsync();
        world.Upstream.Next(GatewayWorld.Large, new Fault(500));
        world.Upstream.Next(GatewayWorld.Small, new Fault(429, RetryAfterMs: 1234));

        using var answer = await ChatAsync(client, "say 4");

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Header(answer, "retry-after-ms").ShouldBe("1234");
        (await world.SpentInTheEndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_that_refuses_the_gateways_key_is_not_the_clients_affair()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var client = await world.ClientAsync();
        world.Upstream.Next(GatewayWorld.Large, new Fault(401));
        using var answer = await ChatAsync(client, "say 4");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await world.SpentInTheEndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_that_may_have_served_what_it_never_answered_is_charged_for_in_full()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var client = await world.ClientAsync();
        world.Upstream.Next(GatewayWorld.Large, new Fault(0));
        using var answer = await ChatAsync(client, "say 4");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        // 500 tokens of output at 25 USD a million, and what the input was held for.
        (await world.SpentInTheEndAsync()).ShouldBeInRange(12_500_000, 12_700_000);
    }

    [Fact]
    public async Task A_provider_that_says_nothing_is_given_up_and_charged_by_what_was_streamed()
    {
        await using var world = await GatewayWorld.StartAsync(times: "silence: 300ms");
        using var client = await world.ClientAsync();
        world.Upstream.LetOn(3);

        await Should.ThrowAsync<HttpRequestException>(() => MessagesAsync(client, "say 9 wait here"));

        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
        world.Upstream.Bill.NanoUsd.ShouldBe(3 * 15_000 + InputOf("say 9 wait here") * 3_000);
    }

    [Fact]
    public async Task An_answer_whose_client_has_gone_is_read_on_for_a_while_and_then_cut()
    {
        await using var world = await GatewayWorld.StartAsync(times: "silence: 20s, read_on: 300ms");
        using var client = await world.ClientAsync();
        world.Upstream.LetOn(2);
        using (var request = Messages("say 9 wait here"))
        using (await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            // The client goes as soon as there is an answer.
        }

        (await world.SpentInTheEndAsync()).ShouldBe(2 * 15_000 + InputOf("say 9 wait here") * 3_000);
        world.Upstream.Cut.ShouldBe(1);
    }

    [Fact]
    public async Task Half_a_chat_without_usage_is_charged_by_its_pieces_and_an_estimate_of_its_input()
    {
        await using var world = await GatewayWorld.StartAsync();
        using var client = await world.ClientAsync();
        using (await ChatAsync(client, "say 9 cut 5", isStream: true))
        {
            // Its end is not its end, but the connection ends well.
        }

        var spent = await world.SpentInTheEndAsync();
        spent.ShouldBeGreaterThanOrEqualTo(world.Upstream.Bill.NanoUsd);
        spent.ShouldBeLessThan(world.Upstream.Bill.NanoUsd + 60 * 5_000);
    }

    [Fact]
    public async Task A_stream_outlives_the_time_that_holds_last()
    {
        await using var world = await GatewayWorld.StartAsync(times: "silence: 4s", holdLifetime: "1s");
        using var client = await world.ClientAsync();
        var answering = MessagesAsync(client, "say 4 wait here");
        for (var i = 0; i < 4; i++)
        {
            using var nothing = new SemaphoreSlim(0);
            await nothing.WaitAsync(TimeSpan.FromMilliseconds(600));
            world.Upstream.LetOn(1);
        }

        (await answering).ShouldContain("message_stop");
        (await world.SpentInTheEndAsync()).ShouldBe(world.Upstream.Bill.NanoUsd);
        (await KindsAsync(world)).ShouldBe(["settled"]);
    }

    private static async Task<IEnumerable<string>> KindsAsync(GatewayWorld world) =>
        (await world.ReadAsync("/v1/receipts"))["receipts"]!.AsArray().Select(receipt => receipt!["kind"]!.GetValue<string>());

    private static long InputOf(string prompt) => Wish.Of(JsonNode.Parse($$"""{"messages":[{"content":"{{prompt}}"}]}""")!).Input;

    private static Task<HttpResponseMessage> ChatAsync(HttpClient client, string prompt, bool isStream = false) =>
        client.PostAsync("/v1/chat/completions", Json($$"""{"model":"best","stream":{{(isStream ? "true" : "false")}},"messages":[{"role":"user","content":"{{prompt}}"}]}"""));

    private static async Task<string> MessagesAsync(HttpClient client, string prompt)
    {
        using var request = Messages(prompt);
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private static HttpRequestMessage Messages(string prompt) => new(HttpMethod.Post, "/v1/messages")
    {
        Content = Json($$"""{"model":"best","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"{{prompt}}"}]}"""),
    };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
