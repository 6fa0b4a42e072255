using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Storage.Tests;

/// <summary>What every store of budgets' weeks does.</summary>
public abstract class WeekStoreContract(StoreUnderTest store) : StoreContract(store)
{
    private static readonly Instant Since = Instant.FromUtc(2026, 3, 1, 7, 30) + Duration.FromTicks(3);

    [ContractFact]
    public async Task What_is_stored_is_there_after_a_restart_in_the_order_of_the_budgets()
    {
        await Store.Weeks.WriteAsync(Some.Scope, [Week("month"), Week("day")]);
        await Store.ReopenAsync();

        var read = await Store.Weeks.ReadAsync(Some.Scope, CancellationToken.None);

        read.Select(week => (week.Budget, week.Since)).ShouldBe([("day", Since), ("month", Since)]);
        read.ShouldAllBe(week => week.Hours.SequenceEqual(new[] { new HourSpend(0, 2_933, 1), new HourSpend(167, 2_932, long.MaxValue) }));
    }

    [ContractFact]
    public async Task A_later_week_takes_the_place_of_the_one_before_and_other_budgets_stay()
    {
        await Store.Weeks.WriteAsync(Some.Scope, [Week("day"), Week("month")]);
        await Store.Weeks.WriteAsync(Some.Scope, [Week("day") with { Hours = [] }]);
        await Store.Weeks.WriteAsync(Some.Scope, []);

        (await Store.Weeks.ReadAsync(Some.Scope, CancellationToken.None)).Select(week => week.Hours.Count).ShouldBe([0, 2]);
    }

    [ContractFact]
    public async Task Each_scope_has_its_own()
    {
        await Store.Weeks.WriteAsync(Some.Scope, [Week("day")]);

        (await Store.Weeks.ReadAsync(ScopePath.Parse("acme/search/run-1"), CancellationToken.None)).ShouldBeEmpty();
        (await Store.Weeks.ReadAsync(ScopePath.Parse("acme"), CancellationToken.None)).ShouldBeEmpty();
    }

    private static WeekRecord Week(string budget) => new(budget, Since, [new HourSpend(0, 2_933, 1), new HourSpend(167, 2_932, long.MaxValue)]);
}
