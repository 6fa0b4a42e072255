using System.Text.Json;
using BudgetMesh.Wire;

namespace BudgetMesh.Cli.Tests;

public sealed class BudgetLineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_course_is_drawn_out_to_the_end_of_the_window()
    {
        var line = Lines(Start.AddDays(10), Scope("acme", spent: "30.5", cap: "100"))[0];

        (line.Forecast, line.Urgency).ShouldBe((91.5m, 0.915m));
        (line.Cap, line.Spent, line.Held, line.Lent, line.Left).ShouldBe((100m, 30.5m, 1m, 2m, 66.5m));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(30)]
    public void A_window_that_has_just_begun_or_is_over_has_no_course(double days) =>
        Lines(Start.AddDays(days), Scope("acme", "1", "100"))[0].Forecast.ShouldBeNull();

    [Fact]
    public void What_is_nearest_to_refusing_comes_first()
    {
        var limit = new LimitState("calls", "requests", 60, 10, 60, 60, 60, 90, 0, 0, []);
        var snapshot = Snapshot(Start, Scope("acme/calm", "1", "100"), Scope("acme/spent", "99", "100")) with
        {
            Limits = [new ScopeLimitsView("acme/busy", false, [limit]), new ScopeLimitsView("acme/calm", false, [limit with { Asked = 3 }])],
        };

        BudgetLine.Of(snapshot).Select(static line => line.Scope).ShouldBe(["acme/busy", "acme/spent", "acme/calm"]);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 4, 0.25)]
    public void A_share_of_nothing_is_all_or_nothing(decimal part, decimal whole, decimal share) => BudgetLine.Share(part, whole).ShouldBe(share);

    [Fact]
    public void A_page_leaves_the_least_urgent_out_where_a_screen_is_low()
    {
        var snapshot = Snapshot(Start, [.. Enumerable.Range(1, 100).Select(static number => Scope($"acme/team-{number}", $"{number}", "100"))]);

        var lines = TopPage.Draw(snapshot, 80, 24);

        lines.Count.ShouldBeLessThanOrEqualTo(24);
        lines.ShouldContain(static line => line.Text.StartsWith("acme/team-100", StringComparison.Ordinal) && line.Urgency >= 1);
        lines.ShouldNotContain(static line => line.Text.StartsWith("acme/team-50", StringComparison.Ordinal));
    }

    private static IReadOnlyList<BudgetLine> Lines(DateTimeOffset at, ScopeState scope) => BudgetLine.Of(Snapshot(at, scope));

    private static TopSnapshot Snapshot(DateTimeOffset at, params ScopeState[] scopes) => new(at, scopes, [], [], []);

    private static ScopeState Scope(string path, string spent, string cap)
    {
        var left = decimal.Parse(cap, System.Globalization.CultureInfo.InvariantCulture) - decimal.Parse(spent, System.Globalization.CultureInfo.InvariantCulture) - 3;
        return new(path, null, [new BudgetState("month", "usd", "month", "hard", [new WindowState(1, true, Start, Start.AddDays(30), Usd(cap), Usd(spent), Usd("1"), Usd("2"), Usd($"{left}"), Usd("0"), Usd("0"))])]);
    }

    private static JsonElement Usd(string amount) => JsonSerializer.SerializeToElement(amount);
}
