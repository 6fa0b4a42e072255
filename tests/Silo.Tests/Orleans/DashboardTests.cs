using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class DashboardTests : SiloWithMesh
{
    private const string Counters = "/dashboard/DashboardCounters?exclude=none";

    [Fact]
    public async Task The_dashboard_is_for_admins_alone()
    {
        (await Silo.Stranger.GetAsync(Counters)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Silo.Gateway.GetAsync(Counters)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Silo.Stranger.GetAsync("/dashboard/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_dashboard_counts_the_owners_that_are_active()
    {
        await Silo.Admin.GetAsync("/v1/scopes/acme").JsonAsync();

        while (!(await Silo.Admin.GetStringAsync(Counters)).Contains("ScopeGrain", StringComparison.Ordinal))
            await Task.Yield();
    }
}
