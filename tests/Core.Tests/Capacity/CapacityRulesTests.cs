using BudgetMesh.Capacity;

namespace BudgetMesh.Tests.Capacity;

public sealed class CapacityRulesTests
{
    [Fact]
    public void Two_cuts_bring_a_halved_limit_into_reach() =>
        (CapacityRules.CutShare * CapacityRules.CutShare).ShouldBeLessThan(500 * 1_000);

    [Fact]
    public void Nearly_all_is_lent_again_within_thirty_seconds_after_a_halved_limit_was_cut_once_more()
    {
        const double Halved = 500, NearlyAll = 950;
        var (from, to) = (Halved * CapacityRules.TryFrom / 1_000, Halved * CapacityRules.TryTo / 1_000);
        (CapacityRules.RaiseAfter.TotalSeconds
            + (from - Halved * CapacityRules.CutShare / 1_000) / CapacityRules.RaisePerSecond
            + (to - from) / CapacityRules.TryPerSecond
            + (NearlyAll - to) / CapacityRules.RaisePerSecond).ShouldBeLessThan(30);
    }

    [Fact]
    public void Nearly_all_is_lent_again_within_thirty_seconds_after_a_halved_limit_was_named_for_the_last_time() =>
        (CapacityRules.NamedForgottenAfter.TotalSeconds + (950 - 500 * CapacityRules.NamedShare / 1_000) / CapacityRules.RaisePerSecond).ShouldBeLessThan(30);

    [Fact]
    public void It_rises_only_after_a_cut_had_time_to_work() => CapacityRules.RaiseAfter.ShouldBeGreaterThan(CapacityRules.CutPause);

    [Fact]
    public void A_half_open_circuit_is_settled_before_it_would_have_opened_for_its_first_time_again() =>
        TimeSpan.FromSeconds((double)CapacityRules.ProbesToClose / CapacityRules.ProbesPerSecond).ShouldBeLessThan(CapacityRules.OpenFirst);
}
