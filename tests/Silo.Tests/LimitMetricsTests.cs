namespace BudgetMesh.Silo.Tests;

public sealed class LimitMetricsTests : LimitedSilo
{
    [Fact]
    public async Task Limits_and_deployments_that_gateways_use_are_measured()
    {
        await ReportAsync("scope", "acme/chat", "calls", "acme/chat");
        await ReportAsync("deployment", "openai/gpt-5@us", "tokens", "acme/chat", waiting: 100);

        var lines = (await Silo.Admin.GetStringAsync("/metrics")).Split('\n').Where(static line => line.StartsWith("budgetmesh_", StringComparison.Ordinal)).ToList();

        lines.ShouldContain("""budgetmesh_limit_amount{limit="calls",scope="acme/chat",unit="requests"} 600""");
        lines.ShouldContain("""budgetmesh_limit_usable{limit="concurrent",scope="acme/chat",unit="concurrent"} 20""");
        lines.ShouldContain("""budgetmesh_capacity_reserved{deployment="openai/gpt-5@us",limit="tokens",unit="tokens"} 3000""");
        lines.ShouldContain("""budgetmesh_deployment_circuit{deployment="openai/gpt-5@us",state="closed"} 1""");
        lines.ShouldContain("""budgetmesh_deployment_circuit{deployment="openai/gpt-5@us",state="open"} 0""");
        foreach (var name in new[] { "lent", "used", "asked" })
            lines.ShouldContain(line => line.StartsWith($"budgetmesh_limit_{name}{{", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("budgetmesh_capacity_borrowed{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nobody_has_asked_for_is_not_measured() =>
        (await Silo.Admin.GetStringAsync("/metrics")).ShouldNotContain("budgetmesh_limit_amount{");
}
