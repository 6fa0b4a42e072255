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
        if (!DeploymentId.TryParse(id, out var parts))
            problems.Add(field.Field("id"), $"\"{id}\" is not a deployment: write provider/model such as anthropic/claude-opus, or provider/model@region");
        else if (!ids.Add(id))
            problems.Add(field.Field("id"), $"two deployments are \"{id}\": give each its own id");

        Tier? tier = null;
        if (config.Tier is null)
            problems.Add(field.Field("tier"), $"a deployment needs a tier: one of {string.Join(", ", NameText.Words<Tier>())}");
        else
            tier = NameText.Parse<Tier>(config.Tier, "tier", field.Field("tier"), problems);

        var region = Region(config, parts?.Region, field, problems);
        var capacity = LimitCompiler.Compile(id, config.Capacity ?? [], field.Field("capacity"), problems);
        return parts is null
            ? null
            : new DeploymentPlan(index, id, config.Provider ?? parts.Provider, config.Model ?? parts.Model, tier ?? default, config.ApiFlavor)
            {
                Region = region,
                Capacity = capacity,
            };
    }

    private static string? Region(DeploymentConfig config, string? ofId, FieldPath field, ProblemList problems)
    {
        const string Right = "write at most 32 lower-case letters, digits and -, from a letter on, such as eu or us-east-1";
        if (ofId is not null && !DeploymentId.IsRegion(ofId))
            problems.Add(field.Field("id"), $"\"{ofId}\" is not a region: {Right}; where the model itself has an @ in its name, write that name as model");
        else if (config.Region is { } written && !DeploymentId.IsRegion(written))
            problems.Add(field.Field("region"), $"\"{written}\" is not a region: {Right}");
        else if (ofId is not null && config.Region is not null && config.Region != ofId)
            problems.Add(field.Field("region"), $"\"{config.Region}\" is not the region of the id, {ofId}: leave one of them out");
        return config.Region ?? ofId;
    }
}
