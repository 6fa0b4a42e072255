using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

/// <summary>
/// Books were rolled back under a gateway that had forgotten the scope: it came back, took over what the books still had of it and
/// went on from there, while an older activation knew what it had done before. Together more was resolved than charged.
/// </summary>
public sealed class TwoStoriesAfterRollbackTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 20, 12, 0);
    private static readonly Incarnation Gateway = new("gate-1");

    private readonly ScopeBook _book =
        new(BookRecord.Empty(LendingRig.Team), "owner-1", [.. LendingRig.PlanWith("10 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);

    [Fact]
    public void An_owner_that_hears_both_counts_what_either_spent()
    {
        var lent = Sync(new SliceReport("day", null, default, new Demand(0, 0, 1_000, 1_000, 1_000, 0)), 1).Slices.Single();
        var known = Story(lent, charged: 600, released: 100, settled: 500);
        var resumed = Story(lent, charged: 600, released: 0, settled: 600);

        Sync(known, 2);
        Sync(resumed, 3).Status.ShouldBe(SyncStatus.Accepted);

        var account = _book.Snapshot().Accounts.Single().Counters;
        (account.Held, account.Spent, account.Exposure).ShouldBe((0, 600, lent.Granted));
        account.Charged.ShouldBe(700);
    }

    private static SliceReport Story(SliceTerms lent, long charged, long released, long settled) =>
        new("day", lent.Window, new SliceCounters(lent.Granted, 0, charged, released, settled, 0, 0), default);

    private SyncAnswer Sync(SliceReport slice, long seq)
    {
        var request = new SyncRequest(LendingRig.Team, Gateway, seq, _book.Version, _book.Epoch, TimeSpan.Zero, false, [slice]);
        _book.Receive(request, TimeSpan.Zero, Noon);
        while (_book.TryBeginWrite(out _))
            _book.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
        return _book.Answer(request, TimeSpan.Zero, Noon);
    }
}
