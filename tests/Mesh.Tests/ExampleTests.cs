using BudgetMesh.Budgets;
using BudgetMesh.Capacity;
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

    [Fact]
    public void The_company_keeps_confidential_data_in_the_house_and_batches_off_the_better_models()
    {
        var company = ReadExample("company.yaml");
        foreach (var scope in company.Scopes.Values)
        {
            foreach (var ladder in company.Ladders.Values.Where(ladder => ladder.Name == scope.Ladder.Name || ladder.Name == "documents"))
            {
                var confidential = new Request(scope.Path, new TokenCount(30_000)) { DataClass = "confidential", Task = "review", Caller = "house-clerk" };
                Allowed(scope, ladder, confidential).ShouldAllBe(rung => rung.Tier == Tier.Local);
            }
        }

        var agents = company.Scopes["company/engineering/agents"];
        Allowed(agents, agents.Ladder, new Request(agents.Path, new TokenCount(100)) { Caller = "agent-7", Priority = Priority.Batch }).Select(rung => rung.Tier).ShouldBe([Tier.Standard]);
        var support = company.Scopes["company/support"];
        Allowed(support, support.Ladder, new Request(support.Path, new TokenCount(100)) { Priority = Priority.Batch }).Select(rung => rung.Tier).ShouldBe([Tier.Economy, Tier.Local]);
    }

    [Fact]
    public void Half_of_the_contended_deployment_is_reserved_and_two_teams_share_alike()
    {
        var mesh = ReadExample("capacity.yaml");
        var deployment = mesh.Deployments.ShouldHaveSingleItem();
        var reservation = deployment.Reservations.ShouldHaveSingleItem();
        reservation.Amounts.ShouldBe([.. deployment.Capacity.Select(limit => new ReservedAmount(limit.Name, limit.Amount / 2))]);
        reservation.Span.ShouldBe(ReservationSpan.Always);
        foreach (var team in new[] { "acme/search", "acme/chat", "acme/agents" })
            mesh.Scopes[team].Claimant.ShouldBe(new ClaimantPlan(ScopePath.Parse(team), 1));
    }

    [Fact]
    public void The_mesh_with_capacity_in_the_readme_is_one()
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ExamplePath("mesh.yaml"))!, "..", "README.md"));
        var snippet = lines.SkipWhile(line => !line.StartsWith("Money is not all", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.Length > 0);
        MeshFile.TryRead(string.Join('\n', snippet), out _, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        plan!.Deployments[0].Reservations.Length.ShouldBe(2);
    }

    private static IEnumerable<DeploymentPlan> Allowed(ScopePlan scope, LadderPlan ladder, Request request)
    {
        var rules = scope.Policies.Enforced(scope.Policies.Match(request));
        var toTry = new RuledLadder(scope.Policies, ladder).Choose(rules, thresholdStart: 0).ToTry;
        return ladder.Rungs.Where((_, rung) => (toTry >> rung & 1) != 0);
    }

    private static MeshPlan ReadExample(string name = "mesh.yaml")
    {
        MeshFile.TryRead(File.ReadAllText(ExamplePath(name)), out _, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return plan!;
    }

    private static string ExamplePath(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BudgetMesh.sln")))
                return Path.Combine(folder.FullName, "examples", name);
        }

        throw new FileNotFoundException("no repository root above the tests");
    }
}
