namespace BudgetMesh.Mesh.Tests;

/// <summary>A mesh file without problems, to be broken one line at a time.</summary>
internal static class MeshText
{
    /// <summary>As <see cref="Good"/>, with what is about capacity.</summary>
    public const string Capacity =
        """
        deployments:
          - id: openai/gpt-5@us
            tier: premium
            capacity:
              - {rate: 2_000_000 tokens per minute}
              - {rate: 64 concurrent requests}
          - {id: openai/gpt-5@eu, tier: premium}
        policies:
          - {name: home, match: {data_class: personal}, regions: eu}
        scopes:
          acme:
            zone: Europe/Berlin
            limits:
              - {name: all, rate: 10 requests per second, burst: 60, when_silo_away: safe_share}
          acme/search:
            weight: 2
            limits:
              - rate: 300000 input tokens per minute
              - rate: 20 concurrent requests
        reservations:
          - {name: launch, scope: acme/search, deployment: openai/gpt-5@us, amounts: [1000000 tokens per minute, 32 concurrent requests], from: 2026-12-01T09:00:00+01:00, until: 2026-12-03T00:00:00+01:00}
          - name: office
            scope: acme/search
            deployment: openai/gpt-5@us
            amounts: 50%
            every: [monday, tuesday]
            hours: 22:00-06:00
            zone: America/New_York
        """;

    public const string Good =
        """
        deployments:
          - id: anthropic/claude-opus
            tier: premium
          - {id: openai/gpt-mini, tier: economy}
        ladders:
          default:
            rungs: [premium, economy]
            thresholds:
              - {at: 80%, start: economy, back: 70%}
        scopes:
          acme:
            zone: Europe/Berlin
            budgets:
              - name: month
                amount: 100 USD
                period: month
          acme/x:
        prices:
          overlay:
            - {provider: anthropic, model: claude-opus, input_mtok: 5}
        defaults:
          output_bound: 2048
        """;

    public static IReadOnlyList<MeshFileProblem> ProblemsOf(string yaml)
    {
        MeshFile.TryRead(yaml, out var config, out var plan, out var problems).ShouldBeFalse();
        config.ShouldBeNull();
        plan.ShouldBeNull();
        return problems;
    }
}
