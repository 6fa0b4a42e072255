using BudgetMesh.Proxies.Tests.World;

namespace BudgetMesh.Proxies.Tests;

/// <summary>Proxies with the files that are checked in, under load until a team's budget is spent.</summary>
public sealed class LoadTests
{
    private const long CapNanos = 300_000_000;

    [DebianFact("nginx", "libnginx-mod-http-js", "wrk")]
    public async Task Nginx_sends_on_what_is_allowed_where_it_was_decided_and_the_ledger_is_the_bill()
    {
        await using var world = await ProxyWorld.StartAsync(budgetUsd: "0.3");
        await using var nginx = await ProxyProcess.NginxAsync(world);
        await HoldsAsync(world, await Load.RunAsync(nginx.Address, await world.KeyAsync(), settles: false));
    }

    [DebianFact("caddy", "wrk")]
    public async Task Caddy_sends_on_what_is_allowed_where_it_was_decided_and_the_ledger_is_the_bill_where_clients_settle()
    {
        await using var world = await ProxyWorld.StartAsync(budgetUsd: "0.3");
        await using var caddy = await ProxyProcess.CaddyAsync(world);
        await HoldsAsync(world, await Load.RunAsync(caddy.Address, await world.KeyAsync(), settles: true));
    }

    private static async Task HoldsAsync(ProxyWorld world, IReadOnlyDictionary<string, int> answers)
    {
        var counts = string.Join(", ", answers.Select(static kind => $"{kind.Value} {kind.Key}"));
        var sent = world.Upstream.Requests.CountBy(static request => request.Deployment).ToDictionary();
        // The premium model first, the cheaper one from 80 % on, and then nothing: in a form that SDKs do not send again.
        sent.Keys.ShouldBe(["gpt-large", "gpt-small"], ignoreOrder: true, counts);
        sent["gpt-large"].ShouldBe(answers["200 allow"], counts);
        // When wrk stops, some are on their way.
        sent["gpt-small"].ShouldBeInRange(answers["200 downgrade"], answers["200 downgrade"] + Load.Connections, counts);
        answers.GetValueOrDefault("429 team_budget_exceeded").ShouldBeGreaterThan(0, counts);
        // Nothing else, but where the last money is held for a moment by requests that may not need all of it.
        answers.Keys.Except(["200 allow", "200 downgrade", "429 team_budget_exceeded", "429 retry holds_in_flight", "settled resolved"]).ShouldBe(["unanswered"], counts);
        answers["unanswered"].ShouldBe(0, counts);

        var spent = await world.SpentInTheEndAsync();
        spent.ShouldBeLessThanOrEqualTo(CapNanos);
        var bill = world.Upstream.Bill.NanoUsd;
        Math.Abs(spent - bill).ShouldBeLessThanOrEqualTo(bill / 100, $"bill {bill}, ledger {spent}; {counts}");
    }
}
