using NodaTime;

namespace BudgetMesh.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_tells_its_month_and_ends_with_accounts_that_agree()
    {
        var run = await CliRun.Of("demo", "--speed", "600x");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Out + run.Error);
        run.Out.ShouldContain("finance gives acme/agents a credit");
        run.Out.Split('\n').Single(line => line.Contains("confidential papers")).ShouldEndWith(": 100.0 % local");
        run.Out.Split('\n').Single(line => line.StartsWith("  agents  ", StringComparison.Ordinal)).ShouldNotContain("economy");
        run.Out.ShouldContain("Bill, ledger and receipts agree to the nano-dollar");
        run.Out.ShouldContain("Budget acme/support:month is ahead of its course");
    }

    [Fact]
    public async Task A_month_that_takes_no_time_ends_with_2() =>
        (await CliRun.Of("demo", "--speed", "max")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(ExitCode.Usage),
            run => run.Error.ShouldContain("write how many times faster"));

    [Fact]
    public void The_demos_calendar_waits_for_its_beginning_and_stops_before_the_month_is_over()
    {
        var calendar = new DemoCalendar(Instant.FromUtc(2026, 2, 14, 7, 0), takes: TimeSpan.FromTicks(1));
        calendar.GetUtcNow().ShouldBe(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));

        calendar.Begin();
        SpinWait.SpinUntil(() => calendar.Day == 28, TimeSpan.FromSeconds(10)).ShouldBeTrue();

        calendar.GetUtcNow().ShouldBe(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero));
    }
}
