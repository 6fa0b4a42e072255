using BudgetMesh.Capacity;

namespace BudgetMesh.Routing;

/// <summary>Who the requests of each configured scope count as where capacity is shared out.</summary>
/// <param name="reserving">Paths of scopes with a reservation.</param>
internal sealed class ClaimantSet(IReadOnlyDictionary<string, ScopeConfig> scopes, IReadOnlySet<string> reserving, FieldPath field, ProblemList problems)
{
    private const int WeightUsual = 1;
    private const int TeamDepth = 2;

    public ClaimantPlan Of(ScopePath scope)
    {
        ScopePath? team = null;
        for (ScopePath? at = scope; at is { } path; at = path.Parent)
        {
            var written = scopes.GetValueOrDefault(path.Value)?.Weight;
            if (written is not null || reserving.Contains(path.Value))
                return new ClaimantPlan(path, Weight(written, path));
            if (path.Depth <= TeamDepth)
                team ??= path;
        }

        return new ClaimantPlan(team!.Value, WeightUsual);
    }

    private int Weight(string? written, ScopePath path) =>
        written is null ? WeightUsual
            : NumberText.Whole(written, 1, Limits.WeightMax, "a weight", field.Key(path.Value).Field("weight"), problems) ?? WeightUsual;
}
