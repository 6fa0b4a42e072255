using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

/// <summary>What a silo tells others and does with what they tell, without others.</summary>
public sealed class NoticeRelayTests
{
    [Fact]
    public async Task A_flood_of_notices_goes_out_at_once_and_each_thing_once()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.Hold();
        silo.Gates.Recall(ScopePath.Parse("acme"));
        await silo.Others.Held;
        for (var run = 0; run < 2_000; run++)
            silo.Gates.Recall(ScopePath.Parse($"acme/run-{run}"));
        for (var key = 0; key < 3; key++)
            await silo.Keys.CreateAsync(KeyRole.Gateway, "edge");

        silo.Others.LetGo();

        (await silo.Others.NextAsync()).ShouldBe([new Notice(NoticeKinds.Recall, "acme")]);
        var told = await silo.Others.NextAsync();
        told.Count.ShouldBe(2_000 + 1);
        told.Distinct().Count().ShouldBe(told.Count);
    }

    [Fact]
    public async Task More_than_can_be_remembered_while_nobody_can_be_told_is_told_as_missed()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.Hold();
        silo.Gates.Recall(ScopePath.Parse("acme"));
        await silo.Others.Held;
        for (var run = 0; run <= NoticeOutbox.WaitingMax; run++)
            silo.Gates.Recall(ScopePath.Parse($"acme/run-{run}"));

        silo.Others.LetGo();

        await silo.Others.NextAsync();
        (await silo.Others.NextAsync()).ShouldBe([SiloTexts.Missed]);
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_again()
    {
        await using var silo = await RelayRig.StartAsync();
        silo.Others.FailuresLeft = 2;

        await silo.Keys.CreateAsync(KeyRole.Gateway, "edge");

        (await silo.Others.NextAsync()).ShouldBe([SiloTexts.Keys]);
        silo.Others.FailuresLeft.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_applied_here_others_are_told()
    {
        await using var silo = await RelayRig.StartAsync();

        await silo.Catalog.ApplyPricesAsync("[]"u8.ToArray(), null, "test");

        (await silo.Others.NextAsync()).ShouldBe([new Notice(NoticeKinds.Plan, null)]);
    }

    [Fact]
    public async Task A_plan_that_others_tell_of_is_in_force_before_anybody_would_look_unasked()
    {
        await using var silo = await RelayRig.StartAsync();

        (await silo.PlanAfterAsync(() => silo.Others.SayAsync(new Notice(NoticeKinds.Plan, null)))).ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_have_missed_something_recalls_all_and_looks_for_a_plan()
    {
        await using var silo = await RelayRig.StartAsync();
        using var gate = silo.Gates.Subscribe();

        (await silo.PlanAfterAsync(silo.Others.MissAsync)).ShouldBe(1);

        (await gate.Notices.ReadAsync()).ShouldBe(new Notice(NoticeKinds.Recall, null));
    }
}
