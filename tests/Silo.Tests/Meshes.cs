namespace BudgetMesh.Silo.Tests;

internal static class Meshes
{
    /// <summary>A tenant with a budget in USD and a team with one in requests.</summary>
    public static string With(string usd = "100 USD", string requests = "10 requests") =>
        $$"""
        deployments:
          - {id: local/llama, tier: local}
        scopes:
          acme:
            zone: Europe/Berlin
            budgets:
              - {name: month, amount: {{usd}}, period: month}
          acme/search:
            budgets:
              - {name: calls, amount: {{requests}}, period: day}
        prices:
          overlay:
            - {provider: local, model: llama, input_mtok: 1, output_mtok: 2}
        """;
}
