using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Storage;

/// <summary>Receipts from rows: <see cref="Columns"/>, then place, scope, budget, window and amount of one leg; one row per leg, or one without.</summary>
internal sealed class ReceiptRows
{
    /// <summary>The columns of a receipt, in the order in which they are read and written.</summary>
    public const string Columns =
        """
        incarnation, seq, decision, at_ticks, kind, verdict, reason, leaf, deployment, input_tokens, output_tokens,
        bound_nanos, cost_nanos, price_version, plan_version, blocker, needed, headroom,
        rule, task, priority, data_class, caller, shadow_rule, shadow_verdict, shadow_deployment, max_affordable,
        ahead_budget, ahead_spent, ahead_course, retry_after_ms, batch_bound_nanos
        """;

    private const int FirstLegColumn = 32;

    private List<ReceiptLeg> _legs = [];

    public List<Receipt> Receipts { get; } = [];

    /// <summary>Takes the next row: a new receipt begins where the identity changes.</summary>
    public void Add(Row row)
    {
        if (Receipts is not [.., var last] || last.Seq != row.Long(1) || last.Incarnation.Value != row.Text(0))
            Receipts.Add(Head(row, _legs = []));
        if (!row.IsNull(FirstLegColumn))
            _legs.Add(Leg(row));
    }

    /// <summary>Whether a receipt is the stored one of its identity, as it would have been stored.</summary>
    public static bool IsCopy(Receipt receipt, Receipt stored)
    {
        // Instants are kept in ticks. Legs are lists, which records compare by reference.
        var given = receipt with { At = Instant.FromUnixTimeTicks(receipt.At.ToUnixTimeTicks()), Legs = stored.Legs };
        // A journal does not keep what a refusal says of waiting: a copy that comes from one is a copy all the same.
        if (given.RetryAfter == TimeSpan.Zero && given.BatchBound == Money.Zero)
            given = given with { RetryAfter = stored.RetryAfter, BatchBound = stored.BatchBound };
        return given == stored && receipt.Legs.SequenceEqual(stored.Legs);
    }

    private static Receipt Head(Row row, IReadOnlyList<ReceiptLeg> legs) => new(
        new Incarnation(row.Text(0)),
        row.Long(1),
        row.Long(2),
        row.At(3),
        row.Word<ReceiptKind>(4),
        row.Word<Verdict>(5),
        row.Word<Reason>(6),
        row.Scope(7),
        row.Text(8),
        row.Long(9),
        row.Long(10),
        new Money(row.Long(11)),
        new Money(row.Long(12)),
        row.Text(13),
        row.Long(14),
        row.Text(15),
        row.Long(16),
        row.Long(17),
        legs)
    {
        Rule = row.Text(18),
        Task = row.Text(19),
        Priority = row.Word<Priority>(20),
        DataClass = row.Text(21),
        Caller = row.Text(22),
        Shadow = row.Text(24).Length == 0 ? null : new ShadowDecision(row.Text(23), row.Word<Verdict>(24), row.Text(25)),
        MaxAffordable = row.Long(26),
        Ahead = row.Text(27).Length == 0 ? null : new AheadOfCourse(row.Text(27), (int)row.Long(28), (int)row.Long(29)),
        RetryAfter = TimeSpan.FromMilliseconds(row.Long(30)),
        BatchBound = new Money(row.Long(31)),
    };

    private static ReceiptLeg Leg(Row row) =>
        new(row.Scope(FirstLegColumn + 1), row.Text(FirstLegColumn + 2), row.Long(FirstLegColumn + 3), row.Long(FirstLegColumn + 4));
}
