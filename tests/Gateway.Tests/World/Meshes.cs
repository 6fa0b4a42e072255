namespace BudgetMesh.Gateway.Tests.World;

/// <summary>Two deployments of each protocol and one for embeddings, with prices that the fake bill has as well.</summary>
internal static class Meshes
{
    public static string Of(string budgetUsd, string limits, string holdLifetime) => $$"""
        deployments:
          - {id: openai/gpt-large, tier: premium, api_flavor: chat}
          - {id: anthropic/claude, tier: premium, api_flavor: anthropic}
          - {id: openai/gpt-small, tier: economy, api_flavor: chat}
          - {id: anthropic/haiku, tier: economy, api_flavor: anthropic}
          - {id: openai/embedding, tier: local, api_flavor: embeddings}
        ladders:
          default:
            rungs: [openai/gpt-large, anthropic/claude, openai/gpt-small, anthropic/haiku]
          embeddings:
            rungs: [openai/embedding]
        scopes:
          acme:
            budgets:
              - {name: month, amount: 100000 USD, period: month}
          acme/chat:
            budgets:
              - {name: month, amount: {{budgetUsd}} USD, period: month}
            {{limits}}
          acme/poor:
            budgets:
              - {name: month, amount: 0.000001 USD, period: month}
        prices:
          overlay:
            - {provider: openai, model: gpt-large, input_mtok: 5, output_mtok: 25}
            - {provider: openai, model: gpt-small, input_mtok: 0.5, output_mtok: 2}
            - {provider: openai, model: embedding, input_mtok: 0.02, output_mtok: 0}
            - {provider: anthropic, model: claude, input_mtok: 3, output_mtok: 15}
            - {provider: anthropic, model: haiku, input_mtok: 1, output_mtok: 5}
        defaults:
          output_bound: 500
          hold_lifetime: {{holdLifetime}}
        """;

    public static string GatewayFile(Uri silo, string upstream, string times) => $$$"""
        listen: http://127.0.0.1:0
        name: gateway-test
        silos: {{{silo}}}
        key: {env: KEY}
        deployments:
          openai/gpt-large: {base_url: "{{{upstream}}}/gpt-large/v1", dialects: [openai-chat, openai-responses], model: upstream-large, key: {env: UPSTREAM}}
          openai/gpt-small: {base_url: "{{{upstream}}}/gpt-small/v1", dialects: [openai-chat, openai-responses], key: {env: UPSTREAM}}
          openai/embedding: {base_url: "{{{upstream}}}/embedding/v1", dialects: openai-embeddings}
          anthropic/claude: {base_url: "{{{upstream}}}/claude/v1", dialects: anthropic-messages, key: {env: UPSTREAM}}
          anthropic/haiku: {base_url: "{{{upstream}}}/haiku/v1", dialects: anthropic-messages}
        models:
          best:
          embed: {ladder: embeddings}
        times: { {{{times}}} }
        """;

    public static void Price(UpstreamBill bill)
    {
        bill.Price(GatewayWorld.Large, 5_000, 25_000);
        bill.Price(GatewayWorld.Small, 500, 2_000);
        bill.Price(GatewayWorld.Embedding, 20, 0);
        bill.Price(GatewayWorld.Claude, 3_000, 15_000);
        bill.Price(GatewayWorld.Haiku, 1_000, 5_000);
    }
}
