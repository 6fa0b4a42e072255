using BudgetMesh.Mesh;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Replay.Tests;

public sealed class CapShareTests
{
    private const string Yaml =
        """
        deployments:
          - {id: a/large, tier: premium}
          - {id: a/small, tier: economy}
        ladders:
          default: {rungs: [premium, economy]}
          replay: {rungs: [economy]}
        scopes:
          acme:
            budgets:
              - {name: month, amount: 5 USD, period: month}
              - {name: soft, amount: 1 USD, period: month, enforcement: soft}
          acme/chat:
            budgets:
              - {name: month, amount: 3 USD, period: month}
              - {name: day, amount: 100 tokens, period: day}
          acme/search:
            budgets:
              - {name: month, amount: 2 USD, period: month}
        prices:
          overlay:
            - {provider: a, model: large, input_mtok: 5, output_mtok: 25}
            - {provider: a, model: small, input_mtok: 0.1, output_mtok: 0.2}
        """;

    [Fact]
    public void The_scopes_month_gets_the_cap_and_every_other_hard_cap_on_its_way_is_lifted()
    {
        var plan = Compile(CapShare.Apply(Mesh(), ScopePath.Parse("acme/chat"), Money.Parse("1.234567891")));

        plan.Scopes["acme/chat"].Levels.Select(budget => (budget.Scope.Value, budget.Name, budget.Cap)).ShouldBe(
        [
            ("acme/chat", "day", Limits.CapCountMax),
            ("acme/chat", "month", 1_234_567_891),
            ("acme", "month", Money.FromUsd(Limits.CapUsdMax).NanoUsd),
            ("acme", "soft", Money.FromUsd(1).NanoUsd),
        ]);
        plan.Scopes["acme/search"].Budgets[0].Cap.ShouldBe(Money.FromUsd(2).NanoUsd);
    }

    [Fact]
    public void A_scope_without_a_month_gets_one()
    {
        var plan = Compile(CapShare.Apply(Mesh(), ScopePath.Parse("acme/chat/run-1"), Money.FromUsd(9)));

        plan.Scopes["acme/chat/run-1"].Levels[0].ShouldSatisfyAllConditions(
            budget => budget.Name.ShouldBe("month"),
            budget => budget.Cap.ShouldBe(Money.FromUsd(9).NanoUsd));
    }

    [Fact]
    public void An_own_ladder_gets_a_name_that_is_free()
    {
        var plan = Compile(OwnLadder.Add(Mesh(), ["economy", "premium"], out var name));

        name.ShouldBe("replay-2");
        plan.Ladders[name].Rungs.Select(rung => rung.Id).ShouldBe(["a/small", "a/large"]);
    }

    [Fact]
    public void The_whole_cost_is_the_sum_of_exact_prices_and_a_share_of_it_is_cut_to_the_nano_dollar()
    {
        var trace = new Trace("t", [new(TimeSpan.Zero, 1_000, 10), new(TimeSpan.Zero, 1, 1)], 0);
        var plan = Compile(Mesh());
        GatePlan.TryBind(plan, 1, PriceBook.Empty("t").WithOverlay(Mesh().Prices!.Overlay!, "t"), Instant.FromUtc(2026, 1, 1, 0, 0), out var bound, out _).ShouldBeTrue();

        var whole = CapShare.WholeCost(trace, bound.Ladders["default"].Rungs[0]);

        whole.ShouldBe(Money.Parse("0.00528"));
        CapShare.Of(new Money(7), 0.5m).ShouldBe(new Money(3));
    }

    private static MeshConfig Mesh() => MeshFile.TryRead(Yaml, out var config, out _, out var problems) ? config : throw new InvalidOperationException(string.Join('\n', problems));

    private static MeshPlan Compile(MeshConfig config)
    {
        MeshPlan.TryCompile(config, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return plan!;
    }
}
