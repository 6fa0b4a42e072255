using BudgetMesh.Capacity;

namespace BudgetMesh.Tests.Capacity;

public sealed class CapacityRulesTests
{
    [Fact]
    public void Two_cuts_bring_a_halved_limit_into_reach() =>
        (CapacityRules.CutShare * CapacityRules.CutShare).ShouldBeLessThan(500 * 1_000);

    [Fact]
    public void From_a_halved_limit_cut_once_more_nearly_all_is_reached_again_within_thirty_seconds() =>
        (500 * CapacityRules.CutShare / 1_000 + CapacityRules.RaisePerSecond * (30 - CapacityRules.NamedForgottenAfter.TotalSeconds)).ShouldBeGreaterThan(950);

    [Fact]
    public void It_rises_only_after_a_cut_had_time_to_work() => CapacityRules.RaiseAfter.ShouldBeGreaterThan(CapacityRules.CutPause);

    [Fact]
    public void A_half_open_circuit_is_settled_before_it_would_have_opened_for_its_first_time_again() =>
        TimeSpan.FromSeconds((double)CapacityRules.ProbesToClose / CapacityRules.ProbesPerSecond).ShouldBeLessThan(CapacityRules.OpenFirst);
}
