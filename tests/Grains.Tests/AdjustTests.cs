using BudgetMesh.Storage;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

public sealed class AdjustTests
{
    private static readonly AdjustmentWish Credit = new("a-1", Meshes.Month, null, "credit", 5, "more for the launch", "finance");

    [Fact]
    public async Task A_credit_is_in_the_books_before_it_is_answered_and_every_gate_is_told_at_once()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var gate = new TestGate("gate-1", Meshes.Team);
        await gate.AskAsync(engine.Team, 10);
        using var notices = engine.Notices.Subscribe();

        var answer = await engine.Team.AdjustAsync(Credit, CancellationToken.None);

        (await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None)).Adjustments.ShouldHaveSingleItem().Id.ShouldBe("a-1");
        (answer.Taken.ShouldNotBeNull().Amount, answer.IsRepeated).ShouldBe((5, false));
        (await notices.Notices.ReadAsync()).Scope.ShouldBe(Meshes.Team.Value);
        (await gate.AskAsync(engine.Team, 15)).Slices.ShouldHaveSingleItem().Headroom.ShouldBe(15);
        gate.Granted.ShouldBe(15);
        (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem().Adjusted.ShouldBe(5);
    }

    [Fact]
    public async Task The_same_wish_is_taken_once_whichever_owner_it_meets()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        engine.Books.NextWrites.Enqueue(FaultyBooks.LandedButFailed);
        var first = await engine.Team.AdjustAsync(Credit, CancellationToken.None);
        await engine.RestartAsync();

        var second = await engine.Team.AdjustAsync(Credit, CancellationToken.None);

        second.ShouldBe(first with { IsRepeated = true });
        (await engine.Team.ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem().Available.ShouldBe(15);
    }

    [Fact]
    public async Task A_write_that_was_lost_is_made_again_before_the_answer()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        engine.Books.NextWrites.Enqueue(FaultyBooks.Lost);

        (await engine.Team.AdjustAsync(Credit, CancellationToken.None)).Taken.ShouldNotBeNull();

        (await engine.Books.ReadAsync(Meshes.Team, CancellationToken.None)).Adjustments.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_scope_that_nobody_knows_is_adjusted_by_nothing()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10));
        var stranger = ScopePath.Parse("acme/stranger");

        (await engine.Owners.OwnerOf(stranger).AdjustAsync(Credit, CancellationToken.None)).Problem.ShouldNotBeNull().ShouldContain("has no budgets");

        (await engine.Books.ReadAsync(stranger, CancellationToken.None)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_is_told_that_it_was_taken()
    {
        await using var engine = await EngineFixture.StartAsync(Meshes.WithCap(10), patience: TimeSpan.FromMilliseconds(50));
        await engine.Team.AdjustAsync(Credit with { Id = "first" }, CancellationToken.None);
        for (var i = 0; i < 1_000; i++)
            engine.Books.NextWrites.Enqueue(FaultyBooks.Lost);

        await Should.ThrowAsync<StoreUnavailableException>(async () => await engine.Team.AdjustAsync(Credit, CancellationToken.None));
        engine.Books.NextWrites.Clear();
    }
}
