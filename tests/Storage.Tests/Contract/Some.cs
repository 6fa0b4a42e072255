using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>Examples to write, each a valid one that a test alters where it matters.</summary>
internal static class Some
{
    public static readonly ScopePath Scope = ScopePath.Parse("acme/search");
    public static readonly Incarnation Gate = new("gate-1");
    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 1, 12, 0);

    /// <summary>A write with rows of every kind.</summary>
    public static BookWrite Write(ScopePath scope, long from, long epoch = 1) => new(
        scope, from, from == 0 ? 0 : epoch, from == 0 ? "" : "owner-1", from + 1, epoch, "owner-1", 0, null, null,
        [Window("month", 1)],
        [new BorrowerRecord(Gate, from + 1, BorrowerState.Active)],
        [Account(Gate, "month", 1, granted: from + 1)],
        [],
        []);

    public static WindowRecord Window(string budget, long window) =>
        new(budget, window, Noon, Noon + Duration.FromDays(31), 1_000_000_000_000, Open: true);

    public static AccountRecord Account(Incarnation gate, string budget, long window, long granted) =>
        new(gate, budget, window, new SliceCounters(granted, 2, 3, 4, 5, 6, long.MaxValue));

    public static Receipt Receipt(long seq, Incarnation? gate = null, ScopePath? scope = null, Instant? at = null) => new(
        gate ?? Gate, seq, seq + 100, at ?? Noon + Duration.FromSeconds(seq), ReceiptKind.Settled, Verdict.Downgrade, Reason.Threshold,
        scope ?? Scope, "anthropic/claude-opus", 1_200, 300, new Money(9_000), new Money(7_000 + seq), "prices-3", 7,
        "acme:month", 12_000, 11_000,
        [
            new ReceiptLeg(Scope, "month", 1, 7_000 + seq),
            new ReceiptLeg(ScopePath.Parse("acme"), "month", 1, 7_000 + seq),
            new ReceiptLeg(ScopePath.Parse("acme"), "requests", 20, 1),
        ])
    {
        Rule = "agents, eu-only",
        Task = "summarize",
        Priority = Priority.Batch,
        DataClass = "confidential",
        Caller = "agent-7",
        Shadow = seq % 2 == 0 ? null : new ShadowDecision("cheaper", Verdict.Deny, ""),
        Ahead = seq % 2 == 0 ? null : new AheadOfCourse("acme:month", 600_000, 0),
        MaxAffordable = 1_234,
        RetryAfter = TimeSpan.FromMilliseconds(1_500),
        BatchBound = new Money(4_500),
    };

    /// <summary>All of a receipt, comparable: lists are compared by reference otherwise.</summary>
    public static (Receipt Head, string Legs) Whole(Receipt receipt) => (receipt with { Legs = [] }, string.Join("; ", receipt.Legs));

    public static ReceiptFilter Filter(int most = 100) => new(null, null, null, null, null, most);
}
