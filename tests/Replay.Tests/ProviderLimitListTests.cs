using System.Text.Json;
using BudgetMesh.Rates;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay.Tests;

public sealed class ProviderLimitListTests
{
    [Theory]
    [InlineData("600 requests per minute", LimitUnit.Requests, 600)]
    [InlineData("9000000 tokens per minute", LimitUnit.Tokens, 9_000_000)]
    [InlineData("1 input tokens per minute", LimitUnit.InputTokens, 1)]
    [InlineData("2  output tokens  per minute", LimitUnit.OutputTokens, 2)]
    [InlineData("600_000 tokens per hour", LimitUnit.Tokens, 10_000)]
    [InlineData("3 requests per second", LimitUnit.Requests, 180)]
    [InlineData("40 concurrent requests", LimitUnit.Concurrent, 40)]
    public void A_limit_is_read_with_its_unit(string rate, LimitUnit unit, int amount)
    {
        var limit = Read($$"""{"name": "all", "rate": "{{rate}}", "burst": 7}""").ByDeployment["a/b"].Limits.Single();

        limit.ShouldBe(new ProviderLimit("all", unit, amount, 7));
    }

    [Theory]
    [InlineData("600 requests")]
    [InlineData("600 requests per day")]
    [InlineData("600 concurrent requests per minute")]
    [InlineData("many tokens per minute")]
    [InlineData("-1 tokens per minute")]
    [InlineData("")]
    public void What_it_cannot_read_is_refused_with_an_example(string rate) =>
        Should.Throw<ProviderPriceException>(() => Read($$"""{"name": "all", "rate": "{{rate}}"}""")).Message.ShouldContain("600 requests per minute");

    [Theory]
    [InlineData("6_000 tokens per minute", "tokens", 1_000)]
    [InlineData("3 input tokens per minute", "input_tokens", 1)]
    [InlineData("40 concurrent requests", "concurrent", 40)]
    public void A_burst_that_is_not_written_is_what_ten_seconds_bring(string rate, string name, int burst)
    {
        var limit = Read($$"""{"rate": "{{rate}}", "burst": null}""").ByDeployment["a/b"].Limits.Single();

        (limit.Name, limit.Burst).ShouldBe((name, burst));
    }

    [Fact]
    public void A_deployment_without_capacity_takes_everything() => ProviderLimitListOf("""{"deployments": [{"id": "a/b"}]}""").ByDeployment.ShouldBeEmpty();

    private static ProviderLimitList Read(string limit) => ProviderLimitListOf($$"""{"deployments": [{"id": "a/b", "capacity": [{{limit}}]}]}""");

    private static ProviderLimitList ProviderLimitListOf(string mesh) => new(JsonDocument.Parse(mesh).RootElement.Clone());
}
