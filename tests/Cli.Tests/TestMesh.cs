namespace BudgetMesh.Cli.Tests;

/// <summary>A small mesh file, and a trace that it has half the money for.</summary>
internal static class TestMesh
{
    public const string Yaml =
        """
        deployments:
          - {id: a/large, tier: premium}
          - {id: a/small, tier: economy}
        scopes:
          acme:
            budgets:
              - {name: month, amount: 100 USD, period: month}
          acme/chat:
            budgets:
              - {name: month, amount: 50 USD, period: month}
        prices:
          overlay:
            - {provider: a, model: large, input_mtok: 5, output_mtok: 25}
            - {provider: a, model: small, input_mtok: 0.1, output_mtok: 0.2}
        defaults:
          output_bound: 1024
        """;

    public static string Trace(int requests) => string.Join('\n', Enumerable.Range(0, requests)
        .Select(number => $"2023-11-16 18:{number / 60 % 60:00}:{number % 60:00}.0,{100 + number % 900},{1 + number % 500}")
        .Prepend("TIMESTAMP,ContextTokens,GeneratedTokens"));
}
