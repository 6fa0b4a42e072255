namespace BudgetMesh.Tests.Capacity;

public sealed class ProviderDropTests
{
    private const int Seed = 1;

    /// <summary>The second in which the drop is two seconds ago.</summary>
    private const int Adjusted = ProviderDrop.DropSecond + 2;

    /// <summary>Demand in parts of the capacity, and the provider's burst in milliseconds of its limit.</summary>
    public static IEnumerable<object[]> Cases =>
        from demand in new[] { 1.05, 2 } from burst in new[] { 100, 200, 1_000 } select new object[] { demand, burst };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Where_each_answer_names_the_limit_nobody_meets_a_429_two_seconds_later_and_the_limit_is_used(double demand, int burst)
    {
        var drop = new ProviderDrop(Seed, demand, HeadersOn.All, burst);
        drop.WorstRefusedShare(Adjusted, ProviderDrop.EndSecond).ShouldBeLessThan(0.01);
        drop.Served(Adjusted, ProviderDrop.RecoverySecond).ShouldBeGreaterThan(ProviderDrop.PerSecond * 0.98 / 2);
        ShouldRecover(drop);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Where_only_refusals_name_the_limit_few_meet_a_429_whenever_it_is_tried_whether_it_is_over(double demand, int burst)
    {
        var drop = new ProviderDrop(Seed, demand, HeadersOn.Refusals, burst);
        drop.RefusedShare(Adjusted, ProviderDrop.RecoverySecond).ShouldBeLessThan(0.005);
        drop.WorstRefusedShare(Adjusted, ProviderDrop.EndSecond).ShouldBeLessThan(0.06);
        drop.Served(Adjusted, ProviderDrop.RecoverySecond).ShouldBeGreaterThan(ProviderDrop.PerSecond * 0.95 / 2);
        ShouldRecover(drop);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Where_nothing_names_the_limit_it_is_found_by_trying(double demand, int burst)
    {
        var drop = new ProviderDrop(Seed, demand, HeadersOn.None, burst);
        drop.RefusedShare(Adjusted, ProviderDrop.RecoverySecond).ShouldBeLessThan(0.005);
        drop.WorstRefusedShare(Adjusted, ProviderDrop.EndSecond).ShouldBeLessThan(0.03);
        drop.Served(Adjusted, ProviderDrop.RecoverySecond).ShouldBeGreaterThan(ProviderDrop.PerSecond * 0.9 / 2);
        ShouldRecover(drop);
    }

    /// <summary>Before and, from thirty seconds after the recovery on, again.</summary>
    private static void ShouldRecover(ProviderDrop drop)
    {
        drop.Served(5, ProviderDrop.DropSecond).ShouldBeGreaterThan(ProviderDrop.PerSecond * 0.95);
        drop.WorstRefusedShare(5, ProviderDrop.DropSecond).ShouldBe(0);
        drop.Served(ProviderDrop.RecoverySecond + 30, ProviderDrop.EndSecond).ShouldBeGreaterThan(ProviderDrop.PerSecond * 0.95);
    }
}
