using System.Text.Json.Nodes;

namespace BudgetMesh.Silo.Tests;

/// <summary>A server of its own for each test, whose mesh has limits, a deployment with a capacity, and a reservation.</summary>
public abstract class LimitedSilo : IAsyncLifetime
{
    protected const string Mesh =
        """
        deployments:
          - {id: openai/gpt-5@us, tier: premium, capacity: [{rate: 6000 tokens per minute}, {rate: 12 concurrent requests}]}
          - {id: local/llama, tier: local}
        scopes:
          acme:
            budgets:
              - {name: month, amount: 100 USD, period: month}
          acme/chat:
            limits:
              - {name: calls, rate: 600 requests per minute, burst: 60}
              - {rate: 20 concurrent requests}
          acme/chat/run-*:
            budgets:
              - {name: total, amount: 5 USD, period: total}
            limits:
              - {rate: 30 requests per minute}
          acme/search:
        reservations:
          - {name: half, scope: acme/search, deployment: openai/gpt-5@us, amounts: 50%}
        prices:
          overlay:
            - {provider: openai, model: gpt-5, input_mtok: 1.25, output_mtok: 10}
            - {provider: local, model: llama, input_mtok: 1, output_mtok: 2}
        """;

    private protected TestSilo Silo { get; } = new();

    public async Task InitializeAsync()
    {
        await Silo.InitializeAsync();
        await Silo.ApplyAsync(Mesh);
    }

    public Task DisposeAsync() => Silo.DisposeAsync();

    /// <summary>One gateway's report on one limit, as a gateway sends it first.</summary>
    private protected Task<JsonNode> ReportAsync(string kind, string name, string limit, string scope, long waiting = 1) => Silo.Gateway.PostJsonAsync(
        "/v1/rates",
        $$"""
        {"incarnation":"gate-1","owners":[{"kind":"{{kind}}","name":"{{name}}","incarnation":"gate-1","seq":1,"applied_epoch":0,"applied_seq":0,"lease_left_us":0,"leaving":false,
         "lines":[{"limit":"{{limit}}","scope":"{{scope}}","priority":"normal","amount":0,"burst":0,"credit_used":0,"refunded":0,"refunded_age_us":0,"in_use":0,
                   "demand":{{waiting * 3600}},"bound":{{waiting}},"waiting":{{waiting}},"smallest_need":{{waiting}},"used":0,"is_new":true}]}]}
        """).JsonAsync();
}
