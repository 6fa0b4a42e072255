using BudgetMesh.Bounds;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains;

/// <summary>The lengths of one scope's answers as they are kept: whole sketches.</summary>
[GenerateSerializer, Alias("budgetmesh.stored_lengths")]
internal sealed record StoredLengths
{
    [Id(0)]
    public IReadOnlyList<LengthsLine> Keys { get; init; } = [];

    /// <summary>With some sketches in the place of those of their keys.</summary>
    public StoredLengths With(IReadOnlyList<LengthsSeen> changed)
    {
        var replaced = changed.Select(static seen => (seen.Key.Task, seen.Key.Model)).ToHashSet();
        return new StoredLengths { Keys = [.. Keys.Where(line => !replaced.Contains((line.Task, line.Model))), .. changed.Select(static seen => seen.ToWire())] };
    }
}
