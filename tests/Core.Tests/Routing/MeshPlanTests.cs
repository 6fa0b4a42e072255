using BudgetMesh.Budgets;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Tests;

public sealed class MeshPlanTests
{
    [Fact]
    public void A_deployment_is_named_by_its_id_unless_it_says_otherwise()
    {
        var deployments = MeshSample.Plan.Deployments;
        deployments[0].ShouldBe(new DeploymentPlan(0, "anthropic/claude-opus", "anthropic", "claude-opus", Tier.Premium, null));
        deployments[1].ShouldBe(new DeploymentPlan(1, "bedrock-eu/claude-opus", "aws", "eu.claude-opus", Tier.Premium, "converse"));
    }

    [Fact]
    public void A_scope_has_its_own_budgets_and_meets_those_above_root_last()
    {
        var search = MeshSample.Plan.Scopes["acme/search"];
        search.Budgets.Select(budget => (budget.Name, budget.Unit, budget.Cap, budget.Enforcement)).ShouldBe(
        [
            ("month", BudgetUnit.Usd, 100_500_000_000, Enforcement.Hard),
            ("day", BudgetUnit.Tokens, 2_000_000, Enforcement.Soft),
        ]);
        MeshSample.Plan.Scopes["acme/search/batch"].Levels.Select(budget => $"{budget.Scope} {budget.Name}")
            .ShouldBe(["acme/search month", "acme/search day", "acme month"]);
    }

    [Fact]
    public void A_scope_that_learns_its_bound_begins_with_the_number_above_and_passes_both_on()
    {
        var scopes = new Dictionary<string, ScopeConfig>(MeshSample.Config.Scopes!) { ["acme/search"] = new() { OutputBound = "learned" } };
        var config = MeshSample.Config with { Scopes = scopes };
        MeshPlan.TryCompile(config, out var plan, out _).ShouldBeTrue();
        (int, bool) Of(MeshPlan mesh, string scope) => (mesh.Scopes[scope].OutputBound, mesh.Scopes[scope].LearnsOutputBound);

        Of(plan!, "acme").ShouldBe((1000, false));
        Of(plan!, "acme/search").ShouldBe((1000, true));
        Of(plan!, "acme/search/batch").ShouldBe((200, false));
        MeshPlan.TryCompile(config with { Defaults = new() { OutputBound = "learned" } }, out var learning, out _).ShouldBeTrue();
        Of(learning!, "globex").ShouldBe((4096, true));
    }

    [Fact]
    public void A_scope_inherits_what_it_does_not_say()
    {
        var plan = MeshSample.Plan;
        var search = plan.Scopes["acme/search"];
        search.Parent.ShouldBeSameAs(plan.Scopes["acme"]);
        search.Ladder.Name.ShouldBe("best");
        search.OutputBound.ShouldBe(1000);
        search.Budgets[0].Calendar.Zone.Id.ShouldBe("Europe/Berlin");
        search.Budgets[1].Calendar.Zone.Id.ShouldBe("Asia/Tokyo");
        plan.Scopes["acme/search/batch"].Ladder.Name.ShouldBe("cheap");
        plan.Scopes["acme/search/batch"].OutputBound.ShouldBe(200);
        plan.Scopes["globex"].OutputBound.ShouldBe(512);
        plan.Scopes["globex"].Budgets[0].Calendar.ShouldBe(BudgetCalendar.Utc);
    }

    [Fact]
    public void A_child_may_be_written_before_its_parent()
    {
        var scopes = MeshSample.Config.Scopes!.Reverse().ToDictionary();
        MeshSample.Compile(MeshSample.Config with { Scopes = scopes }).Scopes["acme/search"].Levels.Length.ShouldBe(3);
    }

    [Fact]
    public void A_fiscal_start_is_inherited_whole()
    {
        var plan = MeshSample.Compile(MeshSample.Config with
        {
            Scopes = new Dictionary<string, ScopeConfig>
            {
                ["acme"] = new() { FiscalStart = new() { Month = "4", Day = "6" }, WeekStart = "sunday", Budgets = [MeshSample.Month("1 USD")] },
                ["acme/x"] = new() { Budgets = [MeshSample.Month("1 USD") with { FiscalStart = new() { Day = "31" } }] },
            },
        });
        var calendars = plan.Scopes["acme/x"].Levels.Select(budget => budget.Calendar).ToArray();
        (calendars[0].FiscalStartMonth, calendars[0].FiscalStartDay, calendars[0].FirstDayOfWeek).ShouldBe((1, 31, IsoDayOfWeek.Sunday));
        (calendars[1].FiscalStartMonth, calendars[1].FiscalStartDay).ShouldBe((4, 6));
    }

    [Fact]
    public void Defaults_hold_where_nothing_is_written()
    {
        MeshSample.Compile(MeshSample.Config with { Defaults = null }).Defaults.ShouldBe(DefaultsPlan.Standard);
        var defaults = MeshSample.Plan.Defaults;
        (defaults.OutputBound, defaults.HoldLifetime).ShouldBe((512, Duration.FromSeconds(90)));
        defaults.WhenSiloAway.ShouldBe([AwayAction.Deny]);
    }

    [Fact]
    public void The_largest_caps_are_accepted()
    {
        MeshSample.Compile(MeshSample.WithBudget(MeshSample.Month("900000000 USD"))).Scopes["acme/search"].Budgets[0].Cap.ShouldBe(900_000_000_000_000_000);
        MeshSample.Compile(MeshSample.WithBudget(MeshSample.Month("900000000000000000 tokens"))).Scopes["acme/search"].Budgets[0].Cap.ShouldBe(Limits.CapCountMax);
    }
}
