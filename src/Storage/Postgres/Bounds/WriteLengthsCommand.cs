using BudgetMesh.Bounds;

namespace BudgetMesh.Storage.Postgres;

internal sealed class WriteLengthsCommand(IReadOnlyList<LengthsSeen> sketches) : QueuedWrite<Pipeline, int>
{
    private const string Write =
        """
        INSERT INTO answer_lengths (scope, task, model, buckets) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (scope, task, model) DO UPDATE SET buckets = excluded.buckets
        """;

    // All processes write them in one order, and none a key twice in one statement.
    private readonly IReadOnlyList<LengthsSeen> _sketches =
        [.. sketches.Reverse().DistinctBy(static seen => seen.Key)
            .OrderBy(static seen => seen.Key.Scope, StringComparer.Ordinal).ThenBy(static seen => seen.Key.Task, StringComparer.Ordinal).ThenBy(static seen => seen.Key.Model, StringComparer.Ordinal)];

    public override int Rows => _sketches.Count;

    public override bool IsUrgent => false;

    public override string LockOrder => "4";

    public override void Apply(Pipeline pipeline)
    {
        pipeline.Add(new Statement(Write)
            .SetTexts(_sketches, static seen => seen.Key.Scope).SetTexts(_sketches, static seen => seen.Key.Task).SetTexts(_sketches, static seen => seen.Key.Model)
            .SetTexts(_sketches, static seen => LengthRows.Text(seen.Buckets)));
        Outcome = _sketches.Count;
    }
}
