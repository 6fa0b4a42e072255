using BudgetMesh.Gateway.Tests.World;

namespace BudgetMesh.Gateway.Tests.Sdks;

/// <summary>Anthropic's own SDK for JavaScript, with nothing but the address and the key changed.</summary>
public sealed class AnthropicNpmTests(AnthropicNpmTests.Run run) : IClassFixture<AnthropicNpmTests.Run>
{
    [NpmFact]
    public void A_message_is_answered_with_its_usage()
    {
        ((string?)run["chat"]["text"]).ShouldBe(Words(7));
        ((int)run["chat"]["usage"]!["output_tokens"]!).ShouldBe(7);
        run.Received[1].Deployment.ShouldBe(GatewayWorld.Claude);
    }

    [NpmFact]
    public void A_stream_comes_piece_by_piece()
    {
        run.Pieces.ShouldBe(Enumerable.Range(0, 10).Select(Words));
        ((string?)run["stream"]["text"]).ShouldBe(Words(9));
        ((int)run["stream"]["usage"]!["output_tokens"]!).ShouldBe(9);
    }

    [NpmFact]
    public void Tools_are_called()
    {
        ((string?)run["tool"]["finish"]).ShouldBe("tool_use");
        ((string?)run["tool"]["call"]!["name"], (string?)run["tool"]["call"]!["arguments"]).ShouldBe(("weather", """{"city":"Rome"}"""));
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
        var error = run["spent"]["body"]!["error"]!;
        ((string?)error["type"], (string?)error["code"], (bool)error["retryable"]!).ShouldBe(("rate_limit_error", "team_budget_exceeded", false));
    }

    [NpmFact]
    public void A_rate_limit_is_tried_again_after_the_time_that_was_said()
    {
        run.ShouldHaveWaited("limit");
        ((int)run["limit"]["usage"]!["output_tokens"]!).ShouldBe(1);
    }

    [NpmFact]
    public void The_ledger_is_the_providers_bill_to_the_nano_dollar()
    {
        run.Spent.Bill.ShouldBePositive();
        run.Spent.Ledger.ShouldBe(run.Spent.Bill);
    }

    private static string Words(int count) => string.Concat(Enumerable.Repeat("tok ", count));

    public sealed class Run : NpmRun
    {
        protected override string Script => "anthropic.mjs";

        protected override string Faulty => GatewayWorld.Claude;

        protected override string EndpointOf(GatewayWorld world) => world.Gateway.BaseAddress.ToString().TrimEnd('/');
    }
}
