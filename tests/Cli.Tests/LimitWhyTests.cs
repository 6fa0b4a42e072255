using BudgetMesh.Capacity;
using BudgetMesh.Client;
using BudgetMesh.Routing;

namespace BudgetMesh.Cli.Tests;

public sealed class LimitWhyTests : WithSilo
{
    private static readonly string Mesh =
        TestMesh.Yaml
            .Replace("{id: a/small, tier: economy}", "{id: a/small, tier: economy, capacity: [{rate: 60 requests per hour, burst: 1}]}", StringComparison.Ordinal)
            .Replace("prices:", "    limits:\n      - {name: calls, rate: 60 requests per hour, burst: 1}\n  acme/jobs:\nladders:\n  default:\n    rungs: [economy]\nprices:", StringComparison.Ordinal)
            .Replace("output_mtok: 0.2}", "output_mtok: 0.2, batch_discount_percent: 50}", StringComparison.Ordinal);

    [Fact]
    public async Task Why_names_the_limit_that_refused_and_when_it_has_room()
    {
        var refused = await RefusedAsync(new Request(ScopePath.Parse("acme/chat"), new TokenCount(100)));

        var why = await Run("why", refused.Id);
        var receipt = (await Run("receipts", "--refused", "--json")).Json.GetProperty("receipts").EnumerateArray().ShouldHaveSingleItem();

        why.Out.ShouldContain("It is refused; asked again after");
        why.Out.ShouldContain("Limit acme/chat:calls had room for 0 requests at this gateway; the first rung that was tried needed 1 request.");
        receipt.GetProperty("blocker").GetProperty("limit").GetString().ShouldBe("calls");
        receipt.GetProperty("blocker").GetProperty("unit").GetString().ShouldBe("requests");
        receipt.GetProperty("retry_after_ms").GetInt64().ShouldBeInRange(1, 60_000);
    }

    [Fact]
    public async Task Why_tells_a_deferral_with_the_price_of_waiting()
    {
        var deferred = await RefusedAsync(new Request(ScopePath.Parse("acme/jobs"), new TokenCount(1_000_000)) { IsDeferrable = true });

        var why = await Run("why", deferred.Id);

        deferred.Verdict.ShouldBe(Verdict.Defer);
        why.Out.ShouldContain("It is deferred");
        why.Out.ShouldContain("As a batch it would cost 0.0501024 USD at most.");
        why.Out.ShouldContain("Limit a/small:requests had room for 0 requests at this gateway");
        why.Out.ShouldContain("deferred; it cost nothing.");
    }

    [Fact]
    public async Task Why_names_the_deployment_whose_circuit_is_open()
    {
        (await Run("apply", "-f", Write("mesh.yaml", TestMesh.Yaml))).ExitCode.ShouldBe(ExitCode.Ok);
        var decision = default(Decision);
        await using (var gate = await Gate.ConnectAsync(new GateOptions { Name = "edge-1", Urls = [new Uri(Url)], Key = await GatewayKeyAsync(), DrainPatience = TimeSpan.Zero }))
        {
            // Another command between two requests is time enough for the gate to tell and to be told.
            for (var asked = 0; asked < 200 && decision.Deployment?.Id != "a/small"; asked++)
            {
                await Run("capacity");
                decision = await gate.DecideAsync(new Request(ScopePath.Parse("acme/chat"), new TokenCount(100)));
                gate.Observe(decision.Deployment!, new ProviderSignal(decision.Deployment!.Id == "a/large" ? ProviderOutcome.Failed : ProviderOutcome.Served));
                gate.Void(decision);
            }
        }

        (decision.Verdict, decision.Reason, decision.Blocker.ToString()).ShouldBe((Verdict.Downgrade, Reason.DeploymentClosed, "a/large:circuit"));
        (await Run("why", decision.Id)).Out.ShouldContain("The circuit of a/large was open.");
    }

    /// <summary>Asks until the answer is no: a machine that is slow for seconds may lose what it was lent, and then the first is refused already.</summary>
    private async Task<Decision> RefusedAsync(Request request)
    {
        var applied = await Run("apply", "-f", Write("mesh.yaml", Mesh));
        applied.ExitCode.ShouldBe(ExitCode.Ok, applied.Error);
        await using var gate = await Gate.ConnectAsync(new GateOptions { Name = "edge-1", Urls = [new Uri(Url)], Key = await GatewayKeyAsync(), DrainPatience = TimeSpan.Zero });
        for (var asked = 0; asked < 10; asked++)
        {
            if (await gate.DecideAsync(request) is { IsAllowed: false } refused)
                return refused;
        }

        throw new InvalidOperationException("ten requests fit into a burst of one");
    }
}
