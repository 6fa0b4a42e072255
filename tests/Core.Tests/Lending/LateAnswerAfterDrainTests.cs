namespace BudgetMesh.Tests.Lending;

/// <summary>
/// A window ended, its slice was returned and forgotten; then an old answer arrived that still named its grant. The gateway took
/// the grant for new rights, without the charges that had gone against it.
/// </summary>
public sealed class LateAnswerAfterDrainTests
{
    [Fact]
    public void An_answer_that_comes_after_a_slice_was_drained_lends_nothing_again()
    {
        var rig = new LendingRig();
        rig.Gate.Settle(rig.Decide().Hold, LendingRig.Usage(1000, 1000), rig.Now);
        rig.Now += TimeSpan.FromSeconds(20);
        var sentAt = rig.Now;
        var old = rig.Sync();
        rig.Now += TimeSpan.FromDays(1);
        for (var i = 0; i < 5; i++, rig.Now += TimeSpan.FromSeconds(20))
            rig.Sync();
        var before = rig.Gate.Slices().Where(slice => slice.Scope == LendingRig.Team).Sum(slice => slice.Counters.Free);

        rig.Gate.Apply(old, sentAt, rig.Now);

        rig.Gate.Slices().Where(slice => slice.Scope == LendingRig.Team).Sum(slice => slice.Counters.Free).ShouldBe(before);
    }
}
