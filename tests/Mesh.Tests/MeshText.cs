namespace BudgetMesh.Mesh.Tests;

/// <summary>A mesh file without problems, to be broken one line at a time.</summary>
internal static class MeshText
{
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
