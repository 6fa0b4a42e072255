using System.Collections.Immutable;

namespace BudgetMesh.Routing;

/// <summary>The deployments of a mesh.</summary>
internal static class DeploymentCompiler
{
    public static ImmutableArray<DeploymentPlan> Compile(IReadOnlyList<DeploymentConfig> configs, FieldPath field, ProblemList problems)
    {
        if (configs.Count == 0)
            problems.Add(field, "a mesh needs at least one deployment");

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var plans = ImmutableArray.CreateBuilder<DeploymentPlan>(configs.Count);
        foreach (var (index, config) in configs.Index())
        {
            if (Compile(plans.Count, config ?? new DeploymentConfig(), ids, field.Item(index), problems) is { } plan)
                plans.Add(plan);
        }

        return plans.ToImmutable();
    }

    private static DeploymentPlan? Compile(int index, DeploymentConfig config, HashSet<string> ids, FieldPath field, ProblemList problems)
    {
        var id = config.Id ?? "";
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        var idIsGood = slash > 0 && slash < id.Length - 1 && !id.Any(char.IsWhiteSpace);
        if (!idIsGood)
            problems.Add(field.Field("id"), $"\"{id}\" is not a deployment: write provider/model such as anthropic/claude-opus");
        else if (!ids.Add(id))
            problems.Add(field.Field("id"), $"two deployments are \"{id}\": give each its own id");

        Tier? tier = null;
        if (config.Tier is null)
            problems.Add(field.Field("tier"), $"a deployment needs a tier: one of {string.Join(", ", NameText.Words<Tier>())}");
        else
            tier = NameText.Parse<Tier>(config.Tier, "tier", field.Field("tier"), problems);

        return idIsGood
            ? new DeploymentPlan(index, id, config.Provider ?? id[..slash], config.Model ?? id[(slash + 1)..], tier ?? default, config.ApiFlavor)
            : null;
    }
}
