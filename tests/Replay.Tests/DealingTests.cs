using BudgetMesh.Replay.Measures;
using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Tests;

public sealed class DealingTests
{
    private static readonly Asker[] Three = [new(ScopePath.Parse("acme/chat")), new(ScopePath.Parse("acme/search")), new(ScopePath.Parse("acme/agents"))];

    [Fact]
    public void Each_of_three_has_a_third_of_any_stretch_to_a_request()
    {
        var dealing = new Dealing([.. Three], seed: 7);

        for (var from = 0; from < 3_000; from += 3)
            Enumerable.Range(from, 3).Select(number => dealing[number]).ShouldBe(Three, ignoreOrder: true);
    }

    [Fact]
    public void The_order_changes_by_chance_and_is_the_same_for_the_same_seed()
    {
        Asker[] Deal(int seed)
        {
            var dealing = new Dealing([.. Three], seed);
            return [.. Enumerable.Range(0, 300).Select(number => dealing[number])];
        }

        Deal(1).ShouldBe(Deal(1));
        Deal(1).ShouldNotBe(Deal(2));
        Three.Select(asker => Deal(1).Where((one, number) => number % 3 == 0 && one == asker).Count()).ShouldAllBe(firsts => firsts > 20);
    }

    [Fact]
    public void Shares_are_kept()
    {
        var dealing = new Dealing([Three[0] with { Share = 3 }, Three[1]], seed: 1);

        Enumerable.Range(0, 400).Count(number => dealing[number] == Three[1]).ShouldBe(100);
    }

    [Fact]
    public void One_with_a_large_share_does_not_come_all_at_once()
    {
        var dealing = new Dealing([Three[0] with { Share = 30 }, Three[1] with { Share = 60 }, Three[2] with { Share = 10 }], seed: 1);

        for (var from = 0; from < 990; from++)
            Enumerable.Range(from, 10).Count(number => dealing[number] == Three[1] with { Share = 60 }).ShouldBeInRange(4, 8);
    }

    [Fact]
    public void A_meter_adds_up_by_step_second_unit_and_key()
    {
        var meter = new UsageMeter();
        UsageKey one = new("acme/chat", "a/b"), other = new("acme/search", "a/b");
        meter.Add(TimeSpan.FromSeconds(0.05), one, 10, 1);
        meter.Add(TimeSpan.FromSeconds(0.95), one, 20, 2);
        meter.Add(TimeSpan.FromSeconds(1.0), other, 40, 4);
        meter.Add(TimeSpan.FromSeconds(2.5), one, 80, 8);

        meter.Seconds.ShouldBe(2);
        meter.BySecond(2, LimitUnit.Tokens, _ => true).ShouldBe([33, 44]);
        meter.BySecond(2, LimitUnit.InputTokens, one.Equals).ShouldBe([30, 0]);
        meter.BySecond(3, LimitUnit.OutputTokens, one.Equals).ShouldBe([3, 0, 8]);
        meter.BySecond(3, LimitUnit.Requests, other.Equals).ShouldBe([0, 1, 0]);
        meter.BySteps(1, LimitUnit.Requests, _ => true).ShouldBe([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }
}
