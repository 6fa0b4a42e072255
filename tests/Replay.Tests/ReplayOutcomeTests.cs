using System.Text.Json;
using BudgetMesh.Replay.Provider;

namespace BudgetMesh.Replay.Tests;

public sealed class ReplayOutcomeTests
{
    private static readonly ScopePath Chat = ScopePath.Parse("acme/chat");

    [Fact]
    public void A_sound_run_has_no_finding_and_its_money_is_text()
    {
        var report = Outcome(billed: 4m, Reading("acme/chat", cap: 10, spent: 4, receipts: 4), Reading("acme", cap: 100, spent: 4, receipts: 4)).Report();

        report.Findings.ShouldBeEmpty();
        report.CapUsd.ShouldBe("10");
        report.BilledUsd.ShouldBe("4");
        report.Utilization.ShouldBe(0.4m);
        var json = JsonSerializer.SerializeToElement(report, ReplayJson.Default.ReplayReport);
        json.GetProperty("billed_usd").GetString().ShouldBe("4");
        json.GetProperty("overspend_usd").GetString().ShouldBe("0");
        json.GetProperty("held_usd_at_end").GetString().ShouldBe("0");
        json.GetProperty("decision_ns").GetProperty("p999").GetInt64().ShouldBe(0);
        json.GetProperty("slow_path_share").GetDecimal().ShouldBe(0);
    }

    [Fact]
    public void A_bill_above_any_cap_is_overspend_whatever_the_ledger_says() =>
        Outcome(billed: 4m, Reading("acme/chat", cap: 10, spent: 4, receipts: 4), Reading("acme", cap: 3, spent: 3, receipts: 3)).Report()
            .ShouldSatisfyAllConditions(
                report => report.OverspendUsd.ShouldBe("1"),
                report => report.Findings.ShouldContain("a cap was overspent by 1 USD"));

    [Fact]
    public void What_an_opening_balance_took_from_the_cap_cannot_be_spent_and_a_credit_can() =>
        (Outcome(11, Reading("acme", cap: 10, spent: 11, receipts: 11) with { Adjusted = Money.FromUsd(1) }).Report().OverspendUsd,
            Outcome(9, Reading("acme", cap: 10, spent: 9, receipts: 9) with { Adjusted = Money.FromUsd(-2) }).Report().OverspendUsd).ShouldBe(("0", "1"));

    [Fact]
    public void A_soft_budget_cannot_be_overspent_and_judges_nothing() =>
        Outcome(billed: 4m, Reading("acme/chat", cap: 1, spent: 4, receipts: 4) with { IsHard = false }, Reading("acme", cap: 5, spent: 4, receipts: 4)).Report()
            .ShouldSatisfyAllConditions(
                report => report.OverspendUsd.ShouldBe("0"),
                report => report.CapUsd.ShouldBe("5"),
                report => report.Findings.ShouldBeEmpty());

    [Fact]
    public void What_was_spent_before_the_run_is_not_its_ledger_but_counts_against_the_cap()
    {
        var outcome = Outcome(billed: 4m, Reading("acme/chat", cap: 10, spent: 11, receipts: 11)) with { Before = [Reading("acme/chat", cap: 10, spent: 7, receipts: 7)] };
        var report = outcome.Report();

        report.LedgerUsd.ShouldBe("4");
        report.ReceiptsUsd.ShouldBe("4");
        report.OverspendUsd.ShouldBe("1");
    }

    [Theory]
    [InlineData(4, 3.999999999, 3.999999999, 0, 0, "the provider billed 4 USD, the ledger has 3.999999999 USD")]
    [InlineData(4, 4, 3, 0, 0, "the receipts add up to 3 USD, the ledger has 4 USD")]
    [InlineData(4, 4, 4, 0.5, 0, "0.5 USD are still held")]
    [InlineData(4, 4, 4, 0, 0.25, "0.25 USD are still lent")]
    public void Every_difference_is_a_finding(decimal billed, decimal spent, decimal receipts, decimal held, decimal free, string finding)
    {
        var reading = Reading("acme/chat", cap: 10, spent, receipts) with { Held = Usd(held), Free = Usd(free) };

        Outcome(billed, reading).Report().Findings.ShouldBe([finding]);
    }

    [Fact]
    public void Spread_over_teams_the_tenants_budget_is_judged()
    {
        var outcome = Outcome(billed: 4m, Reading("acme/chat", cap: 10, spent: 4, receipts: 4), Reading("acme", cap: 100, spent: 4, receipts: 4));
        var spread = outcome with { Options = outcome.Options with { Askers = [new Asker(Chat), new Asker(ScopePath.Parse("acme/search"))] } };

        spread.Report().CapUsd.ShouldBe("100");
    }

    private static ReplayOutcome Outcome(decimal billed, params BudgetReading[] after)
    {
        var options = new ReplayOptions(TrafficShape.AzureConversation.Make(1, 1), [Chat], ReplaySpeed.Max, seed: 1);
        var prices = new ProviderPriceList(JsonDocument.Parse("{}").RootElement, null);
        var provider = new FakeProvider(prices, ReplaySpeed.Max, 1);
        provider.Bill.Add(Chat.Value, "a/b", billed);
        return new ReplayOutcome(options, Gateways: 1, new ReplayTally(), provider, Before: [], after, Syncs: 0, TimeSpan.FromSeconds(1));
    }

    private static BudgetReading Reading(string scope, decimal cap, decimal spent, decimal receipts) =>
        new(ScopePath.Parse(scope), "month", Usd(cap), IsHard: true, Windows: 1, Usd(spent), Money.Zero, Money.Zero, Usd(receipts));

    private static Money Usd(decimal usd) => new((long)(usd * Money.NanosPerUsd));
}
