using BudgetMesh.Budgets;
using BudgetMesh.Routing;

namespace BudgetMesh.Mesh.Tests;

public sealed class ExampleTests
{
    private readonly MeshPlan _plan = ReadExample();

    [Fact]
    public void The_example_has_hard_month_budgets_for_the_tenant_and_its_teams()
    {
        foreach (var path in new[] { "acme", "acme/chat", "acme/search", "acme/agents" })
        {
            var month = _plan.Scopes[path].Budgets.Single(budget => budget.Name == "month");
            (month.Unit, month.Period, month.Enforcement).ShouldBe((BudgetUnit.Usd, BudgetPeriod.Month, Enforcement.Hard));
        }

        _plan.Scopes["acme/chat"].Budgets[0].Calendar.Zone.Id.ShouldBe("Europe/Berlin");
        _plan.Scopes["acme/chat"].OutputBound.ShouldBe(2048);
    }

    [Fact]
    public void The_example_leads_from_premium_down_to_local()
    {
        var ladder = _plan.Scopes["acme/chat"].Ladder;
        ladder.Rungs.Select(rung => rung.Tier).ShouldBe([Tier.Premium, Tier.Standard, Tier.Economy, Tier.Local]);
        ladder.Thresholds.ShouldBe([new(800, 750, 1), new(950, 900, 2)]);
    }

    private static MeshPlan ReadExample()
    {
        MeshFile.TryRead(File.ReadAllText(ExamplePath()), out _, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return plan!;
    }

    private static string ExamplePath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
                return Path.Combine(folder.FullName, "examples", "mesh.yaml");
        }

        throw new FileNotFoundException("no repository root above the tests");
    }
}
