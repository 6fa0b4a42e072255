using System.Text.Json;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;
using BudgetMesh.Replay.Measures;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay.Tests;

/// <summary>Three scopes ask for 100 tokens ten times a second each; the deployment takes 2,000 tokens a second and half of it is reserved.</summary>
public sealed class CapacityOutcomeTests
{
    private const string Mesh = """{"deployments": [{"id": "a/b", "capacity": [{"name": "all", "rate": "120000 tokens per minute", "burst": "1000"}]}]}""";

    private static readonly ScopePath[] Scopes = [.. new[] { "acme/agents", "acme/chat", "acme/search" }.Select(ScopePath.Parse)];

    [Fact]
    public void A_run_with_capacity_reports_every_limit_the_reservation_and_fairness()
    {
        var report = Run(seconds: 90, speed: "1x").Report();

        report.Findings.ShouldBeEmpty();
        report.Capacity.ShouldBe([new CapacityReport("a/b", "all", "tokens per minute", 120_000, 1m, new RefusedReport(0, 0))]);
        var reservation = report.Reservation.ShouldNotBeNull();
        (reservation.Honoured, reservation.OthersOfRest, reservation.Borrowed, reservation.ReturnedMs).ShouldBe((1m, 1m, null, null));
        var fairness = report.Fairness.ShouldNotBeNull();
        (fairness.Jain, fairness.SpanS, string.Join(' ', fairness.Scopes)).ShouldBe((1m, 30, "acme/agents acme/chat"));
        report.ProviderDrop.ShouldBeNull();

        var json = JsonSerializer.SerializeToElement(report, ReplayJson.Default.ReplayReport);
        json.GetProperty("reservation").GetProperty("returned_ms").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("capacity")[0].GetProperty("refused_by_provider").GetProperty("share").GetDecimal().ShouldBe(0);
        json.TryGetProperty("provider_drop", out _).ShouldBeFalse();
    }

    [Fact]
    public void Where_clients_ask_only_as_fast_as_they_are_answered_nothing_is_said_of_shares() =>
        Run(seconds: 60, speed: "max").Report().ShouldSatisfyAllConditions(
            report => report.Reservation.ShouldBeNull(),
            report => report.Fairness.ShouldBeNull(),
            report => report.Capacity.ShouldNotBeNull());

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    public void More_than_one_refusal_in_a_thousand_is_a_finding_unless_the_provider_dropped_its_limits(int refused, int findings)
    {
        var outcome = Run(seconds: 60, speed: "1x", refused);
        var dropped = Run(seconds: 60, speed: "1x", refused, "0.5@30s+10s");

        outcome.Report().Findings.Count.ShouldBe(findings);
        dropped.Report().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_drop_is_told_by_refusals_before_at_first_and_after_and_by_what_is_used_half_a_minute_later()
    {
        var outcome = Run(seconds: 90, speed: "1x", refused: 0, "0.5@30s+10s");
        UsageKey chat = new("acme/chat", "a/b");
        for (var i = 0; i < 20; i++)
            outcome.Provider.Refused.Add(TimeSpan.FromSeconds(31), chat, 100, 0);
        outcome.Provider.Refused.Add(TimeSpan.FromSeconds(35), chat, 100, 0);

        var drop = outcome.Report().ProviderDrop.ShouldNotBeNull();

        (drop.Factor, drop.AtS, drop.ForS).ShouldBe((0.5m, 30m, 10m));
        (drop.RefusedShareBefore, drop.RefusedShareFirst2S, drop.RefusedShareAfter2S).ShouldBe((0m, 0.25m, 0.004149m));
        drop.RecoveredUsedShare30S.ShouldBe(1m);
        var json = JsonSerializer.SerializeToElement(outcome.Report(), ReplayJson.Default.ReplayReport).GetProperty("provider_drop");
        json.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["factor", "at_s", "for_s", "refused_share_before", "refused_share_first_2s", "refused_share_after_2s", "recovered_used_share_30s"]);
    }

    [Fact]
    public void The_series_has_a_row_for_each_second_scope_and_deployment()
    {
        using var csv = new StringWriter();
        SeriesFile.Write(csv, Run(seconds: 2, speed: "1x").Meters());

        var rows = csv.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(1 + 2 * 6);
        rows[1].ShouldBe("0,acme/agents,,10,1000,0,0,0,0");
        rows[12].ShouldBe("1,acme/search,a/b,0,0,10,1000,0,0");
    }

    /// <param name="refused">Requests of 60 that the provider itself refuses at once.</param>
    private static ReplayOutcome Run(int seconds, string speed, int refused = 0, string? drop = null)
    {
        ReplaySpeed.TryParse(speed, out var parsed, out _).ShouldBeTrue();
        var drops = drop is not null && ProviderDrop.TryParse(drop, out var dropped, out _) ? new ProviderDrops([dropped]) : ProviderDrops.None;
        var limits = new ProviderLimitList(JsonDocument.Parse(Mesh).RootElement, drops);
        var provider = new FakeProvider(new ProviderPriceList(JsonDocument.Parse("{}").RootElement, null), parsed, 1) { Limits = limits };
        var tally = new ReplayTally();
        for (var step = 0; step < seconds * 10; step++)
        {
            var at = TimeSpan.FromSeconds(step / 10.0);
            foreach (var scope in Scopes)
            {
                // The first two share what the last leaves of it.
                var used = scope == Scopes[2] ? 100 : 50;
                tally.Asked.Add(at, new UsageKey(scope.Value, null), 100, 0);
                provider.Served.Add(at, new UsageKey(scope.Value, "a/b"), used, 0);
                limits.ByDeployment["a/b"].Arrive(at, step < 300 ? used : 0, 0).Outcome.ShouldBe(ProviderOutcome.Served);
            }
        }

        for (var i = 0; i < refused; i++)
            limits.ByDeployment["a/b"].Arrive(TimeSpan.Zero, 1_000_000, 0);
        var options = new ReplayOptions(TrafficShape.AzureConversation.Make(1, 1), Scopes, parsed, seed: 1)
        {
            Reserved = new ReservedRate(Scopes[2], "a/b", LimitUnit.Tokens, 60_000),
        };
        return new ReplayOutcome(options, Gateways: 1, tally, provider, Before: [], After: [], Syncs: 0, TimeSpan.FromSeconds(seconds));
    }
}
