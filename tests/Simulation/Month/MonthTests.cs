using BudgetMesh.Routing;

namespace BudgetMesh.Simulation.Month;

public sealed class MonthTests
{
    [Fact]
    public void Without_pacing_the_best_model_is_gone_in_mid_month()
    {
        var month = MonthRun.Execute(new MonthOptions(0.5m, Paced: false, KnowsTheWeek: false, Seed: 1));
        month.RanOutOn.ShouldNotBeNull();
        month.RanOutOn.Value.ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData(0.7, false)]
    [InlineData(0.7, true)]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    public void With_pacing_whoever_waits_has_it_every_day_the_cap_is_used_and_nothing_flaps(double capShare, bool knowsTheWeek)
    {
        var month = MonthRun.Execute(new MonthOptions((decimal)capShare, Paced: true, knowsTheWeek, Seed: 2));
        month.WorstDay(Priority.Interactive).ShouldBeGreaterThan(0.9);
        month.Utilization.ShouldBeInRange(0.99, 1);
        month.Days.SkipLast(1).Average(static day => day.Changes).ShouldBeLessThan(6);
    }
}
