using BudgetMesh.Holds;
using BudgetMesh.Lending;

namespace BudgetMesh.Storage.Postgres;

/// <summary>Adds receipts; answers which of them were not there before.</summary>
/// <param name="receipts">Each identity once, in the order in which all processes lock them: by incarnation and seq.</param>
internal sealed class AppendReceiptsCommand(IReadOnlyList<Receipt> receipts) : QueuedWrite<Pipeline, IReadOnlySet<(Incarnation, long)>>
{
    private readonly IReadOnlyList<(Receipt Receipt, int Place)> _legs =
        [.. receipts.SelectMany(static receipt => Enumerable.Range(0, receipt.Legs.Count).Select(place => (receipt, place)))];

    private readonly Dictionary<Receipt, long> _numbers = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<Receipt> Receipts => receipts;

    public override int Rows => (2 * receipts.Count) + _legs.Count;

    public override bool IsUrgent => false;

    public override string LockOrder => $"9 {receipts[0].Incarnation}";

    /// <summary>Gives each receipt a number of its own, before it is applied.</summary>
    public void Number(Func<long> next)
    {
        foreach (var receipt in receipts)
            _numbers[receipt] = next();
    }

    public override void Apply(Pipeline pipeline)
    {
        HashSet<(Incarnation, long)> added = [];
        pipeline.Add(Identities(new Statement(ReceiptSql.AddIds)).SetLongs(receipts, NumberOf).SetLongs(receipts, Ticks), row => added.Add((new Incarnation(row.Text(0)), row.Long(1))));
        AddLedgers(pipeline);
        pipeline.Add(ReceiptParameters.Set(new Statement(ReceiptSql.AddReceipts).SetLongs(receipts, NumberOf), receipts));
        AddLegs(pipeline);
        Outcome = added;
    }

    private static long Ticks(Receipt receipt) => receipt.At.ToUnixTimeTicks();

    private static ReceiptLeg Leg((Receipt Receipt, int Place) leg) => leg.Receipt.Legs[leg.Place];

    private long NumberOf(Receipt receipt) => _numbers[receipt];

    private Statement Identities(Statement statement) => statement
        .SetTexts(receipts, static receipt => receipt.Incarnation.Value).SetLongs(receipts, static receipt => receipt.Seq);

    private void AddLedgers(Pipeline pipeline)
    {
        (string Scope, string Budget, long Window)[] ledgers =
            [.. _legs.Select(Leg).Select(static leg => (Scope: leg.Scope.Value, leg.Budget, leg.Window)).Distinct()
                .OrderBy(static ledger => ledger.Scope, StringComparer.Ordinal).ThenBy(static ledger => ledger.Budget, StringComparer.Ordinal).ThenBy(static ledger => ledger.Window)];
        if (ledgers.Length > 0)
            pipeline.Add(new Statement(ReceiptSql.AddLedgers).SetTexts(ledgers, static ledger => ledger.Scope).SetTexts(ledgers, static ledger => ledger.Budget).SetLongs(ledgers, static ledger => ledger.Window));
    }

    private void AddLegs(Pipeline pipeline)
    {
        if (_legs.Count == 0)
            return;
        pipeline.Add(new Statement(ReceiptSql.AddLegs)
            .SetTexts(_legs, static leg => leg.Receipt.Incarnation.Value).SetLongs(_legs, static leg => leg.Receipt.Seq)
            .SetLongs(_legs, leg => NumberOf(leg.Receipt)).SetLongs(_legs, static leg => Ticks(leg.Receipt)).SetLongs(_legs, static leg => leg.Place)
            .SetTexts(_legs, static leg => Leg(leg).Scope.Value).SetTexts(_legs, static leg => Leg(leg).Budget)
            .SetLongs(_legs, static leg => Leg(leg).Window).SetLongs(_legs, static leg => Leg(leg).Amount));
    }
}
