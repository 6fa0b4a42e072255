using BudgetMesh.Lending;
using NodaTime;

namespace BudgetMesh.Tests.Lending;

/// <summary>An owner that was behind took a last word, and then read of a grant that another had made and the gateway had never heard of.</summary>
public sealed class UnheardGrantAfterFinalTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 20, 12, 0);
    private static readonly Incarnation Dead = new("gate-1");

    [Fact]
    public void What_nobody_heard_of_comes_back_with_the_last_word()
    {
        var (behind, ahead) = (Owner("behind"), Owner("ahead"));
        var asked = new SyncRequest(LendingRig.Team, Dead, 1, 0, 0, TimeSpan.Zero, false, [new SliceReport("day", null, default, new Demand(0, 0, 1_000, 1_000, 1_000, 0))]);
        ahead.Receive(asked, TimeSpan.Zero, Noon);
        while (ahead.TryBeginWrite(out _))
            ahead.CompleteWrite(WriteOutcome.Written, TimeSpan.Zero);
        ahead.ReadWindows(Noon).Single().Free.ShouldBeGreaterThan(0);

        behind.Conclude(new FinalReport(LendingRig.Team, Dead, 2, IsComplete: true, []), TimeSpan.Zero, Noon);
        behind.TryBeginWrite(out _).ShouldBeTrue();
        behind.CompleteWrite(WriteOutcome.Unknown, TimeSpan.Zero);
        behind.Adopt(ahead.Snapshot());

        var reading = behind.ReadWindows(Noon).Single();
        (reading.Free, reading.Forfeited, reading.Available).ShouldBe((0, 0, reading.Cap));
        behind.IsClosed(Dead).ShouldBeTrue();
    }

    private static ScopeBook Owner(string name) =>
        new(BookRecord.Empty(LendingRig.Team), name, [.. LendingRig.PlanWith("10 USD", "1000 USD").Mesh.Scopes["acme/chat"].Budgets]);
}
