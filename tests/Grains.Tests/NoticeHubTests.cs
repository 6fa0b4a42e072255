using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

public sealed class NoticeHubTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void The_first_recall_goes_out_at_once_and_the_rest_of_the_interval_as_one()
    {
        using var hub = new NoticeHub(_clock);
        using var gate = hub.Subscribe();

        for (var recall = 0; recall < 10; recall++)
            hub.Recall(Meshes.Team);
        Drain(gate).Count.ShouldBe(1);

        _clock.Advance(NoticeHub.Interval);
        Drain(gate).Count.ShouldBe(1);
        _clock.Advance(NoticeHub.Interval);
        Drain(gate).ShouldBeEmpty();
    }

    [Fact]
    public void One_scope_is_recalled_at_most_twenty_times_a_second()
    {
        using var hub = new NoticeHub(_clock);
        using var gate = hub.Subscribe();

        for (var step = 0; step < 1_000; step++)
        {
            hub.Recall(Meshes.Team);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Drain(gate).Count.ShouldBeInRange(20, 21);
    }

    [Fact]
    public void A_busy_scope_does_not_hold_up_another()
    {
        using var hub = new NoticeHub(_clock);
        using var gate = hub.Subscribe();
        hub.Recall(Meshes.Team);
        Drain(gate);

        hub.Recall(ScopePath.Parse("acme"));

        Drain(gate).ShouldBe([new Notice("recall", "acme")]);
    }

    [Fact]
    public void A_gate_that_does_not_read_loses_the_oldest_and_nobody_waits_for_it()
    {
        using var hub = new NoticeHub(_clock);
        using var gate = hub.Subscribe();

        for (var run = 0; run < 5_000; run++)
            hub.Recall(ScopePath.Parse($"acme/run-{run}"));

        var read = Drain(gate);
        read.Count.ShouldBe(1024);
        read[^1].Scope.ShouldBe("acme/run-4999");
    }

    [Fact]
    public void A_subscription_that_ended_hears_nothing()
    {
        using var hub = new NoticeHub(_clock);
        var gate = hub.Subscribe();
        gate.Dispose();

        hub.PlanChanged();

        gate.Notices.Completion.IsCompleted.ShouldBeTrue();
        Drain(gate).ShouldBeEmpty();
    }

    [Fact]
    public void Other_silos_are_told_of_each_recall_as_often_as_gates_and_of_none_that_came_from_them()
    {
        using var hub = new NoticeHub(_clock);
        using var gate = hub.Subscribe();
        var told = new List<Notice>();
        hub.Recalled += told.Add;
        var (mine, theirs) = (new Notice("recall", Meshes.Team.Value), new Notice("recall", "acme"));

        hub.Recall(Meshes.Team);
        hub.Recall(Meshes.Team);
        hub.Pass(theirs);
        hub.RecallAll();
        hub.PlanChanged();
        Drain(gate).ShouldBe([mine, theirs, new Notice("recall", null), new Notice("plan", null)]);
        told.ShouldBe([mine]);

        _clock.Advance(NoticeHub.Interval);
        Drain(gate).ShouldBe([mine]);
        told.ShouldBe([mine, mine]);
    }

    private static List<Notice> Drain(NoticeSubscription gate)
    {
        var notices = new List<Notice>();
        while (gate.Notices.TryRead(out var notice))
            notices.Add(notice);
        return notices;
    }
}
