using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>OpenAI's own SDK for JavaScript, with nothing but the address and the key changed.</summary>
public sealed class OpenAiNpmTests(OpenAiNpmTests.Run run) : IClassFixture<OpenAiNpmTests.Run>
{
    private const string Weather = """{"name":"weather","arguments":"{\"city\":\"Rome\"}"}""";

    [NpmFact]
    public void A_chat_is_answered_with_its_usage()
    {
        ((string?)run["chat"]["text"]).ShouldBe(Words(7));
        ((int)run["chat"]["usage"]!["completion_tokens"]!).ShouldBe(7);
        run.Received[1].Json["model"]!.GetValue<string>().ShouldBe("upstream-large");
    }

    [NpmFact]
    public void A_stream_comes_piece_by_piece_and_with_usage_only_where_the_client_asked_for_it()
    {
        run.Pieces.Count.ShouldBeGreaterThan(9);
        run.Pieces.Distinct().ShouldBe(Enumerable.Range(0, 10).Select(Words));
        ((string?)run["stream"]["text"], (int)run["stream"]["usages"]!).ShouldBe((Words(9), 0));
        ((int)run["stream with usage"]["usage"]!["completion_tokens"]!).ShouldBe(4);
    }

    [NpmFact]
    public void Tools_are_called_whole_and_streamed()
    {
        foreach (var name in (string[])["tool", "streamed tool"])
        {
            ((string?)run[name]["finish"]).ShouldBe("tool_calls");
            run[name]["call"]!.ToJsonString(Plain).ShouldBe(Weather, name);
        }
    }

    [NpmFact]
    public void Responses_come_whole_and_streamed()
    {
        foreach (var name in (string[])["response", "streamed response"])
            ((string?)run[name]["text"], (int)run[name]["usage"]!["output_tokens"]!).ShouldBe((Words(6), 6), name);
    }

    [NpmFact]
    public void Embeddings_are_numbers_of_a_ladder_of_their_own()
    {
        run["embedding"]["numbers"]!.AsArray().Count.ShouldBe(4);
        ((int)run["embedding"]["usage"]!["prompt_tokens"]!).ShouldBePositive();
        run.Received.Count(static request => request.Deployment == GatewayWorld.Embedding).ShouldBe(1);
    }

    [NpmFact]
    public void Models_are_listed() => run["models"]["names"]!.AsArray().Select(static name => (string?)name).ShouldBe(["best", "embed"]);

    [NpmFact]
    public void Errors_of_the_provider_and_of_the_gateway_come_as_the_sdks_own()
    {
        run.ShouldHaveFailedOnce("provider error", "BadRequestError", 400, "as the test wishes");
        run.ShouldHaveFailedOnce("unknown model", "NotFoundError", 404, "there is no model");
        run.ShouldHaveFailedOnce("wrong key", "AuthenticationError", 401, "this key is not known");
    }

    [NpmFact]
    public void A_spent_team_is_told_once()
    {
        run.ShouldHaveFailedOnce("spent", "RateLimitError", 429, "acme/poor");
        var body = run["spent"]["body"]!;
        ((string?)body["type"], (string?)body["code"], (bool)body["retryable"]!).ShouldBe(("insufficient_quota", "team_budget_exceeded", false));
    }

    [NpmFact]
    public void A_rate_limit_is_tried_again_after_the_time_that_was_said()
    {
        run.ShouldHaveWaited("limit");
        ((int)run["limit"]["usage"]!["completion_tokens"]!).ShouldBe(1);
    }

    [NpmFact]
    public void The_ledger_is_the_providers_bill_to_the_nano_dollar()
    {
        run.Spent.Bill.ShouldBePositive();
        run.Spent.Ledger.ShouldBe(run.Spent.Bill);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Words(int count) => string.Concat(Enumerable.Repeat("tok ", count));

    public sealed class Run : NpmRun
    {
        protected override string Script => "openai.mjs";

        protected override string Faulty => GatewayWorld.Large;

        protected override string EndpointOf(GatewayWorld world) => world.Endpoint.ToString();
    }
}
