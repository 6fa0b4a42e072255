using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.Grains.Tests;

public sealed class FirstUseTests
{
    [Fact]
    public async Task A_pattern_makes_as_many_scopes_as_it_may_and_lends_no_more_than_their_caps()
    {
        await using var engine = await EngineFixture.StartAsync(Mesh(atMost: "10"));
        var gates = Enumerable.Range(0, 80).Select(number => (Gate: new TestGate($"gate-{number}", Run(number % 40)), Scope: Run(number % 40))).ToList();

        await Task.WhenAll(gates.Select(asks => asks.Gate.AskAsync(engine.Owners.OwnerOf(asks.Scope), 3)));

        var lent = gates.GroupBy(asks => asks.Scope).Select(scope => scope.Sum(asks => asks.Gate.Granted)).ToList();
        lent.Count(granted => granted > 0).ShouldBe(10);
        lent.Max().ShouldBeLessThanOrEqualTo(4);
        (await engine.Books.SumMadeAsync(CancellationToken.None)).ShouldHaveSingleItem().Scopes.ShouldBe(10);
    }

    [Fact]
    public async Task An_owner_whose_scope_is_left_ends_at_once_and_one_that_is_in_use_stays()
    {
        await using var engine = await EngineFixture.StartAsync(Mesh());
        var gate = new TestGate("gate-1", Run(1));
        await gate.AskAsync(engine.Owners.OwnerOf(Run(1)), 3);
        engine.Owners.Active.ShouldBe(1);

        gate.Spend(2);
        gate.ReturnFree();
        var terms = await engine.Owners.OwnerOf(Run(1)).SyncAsync(gate.Report(0) with { Pauses = true }, CancellationToken.None);

        terms.Status.ShouldBe("accepted");
        await engine.Owners.PassivateAsync(TimeSpan.FromHours(1)); // what ends already is waited for by the next call, not by a clock
        (await engine.Owners.OwnerOf(Run(1)).ReadAsync(CancellationToken.None)).Windows.ShouldHaveSingleItem().Spent.ShouldBe(2);
        (await engine.Books.ReadAsync(Run(1), CancellationToken.None)).Accounts.ShouldHaveSingleItem().Counters.Returned.ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_has_used_for_long_is_forgotten_and_what_is_lent_is_not()
    {
        await using var engine = await EngineFixture.StartAsync(Mesh(atMost: "2"));
        var (left, busy) = (new TestGate("gate-1", Run(1)), new TestGate("gate-2", Run(2)));
        await left.AskAsync(engine.Owners.OwnerOf(Run(1)), 3);
        await busy.AskAsync(engine.Owners.OwnerOf(Run(2)), 3);
        left.ReturnFree();
        await engine.Owners.OwnerOf(Run(1)).SyncAsync(left.Report(0) with { Pauses = true }, CancellationToken.None);

        (await engine.Owners.ForgetAsync(Run(2), CancellationToken.None)).ShouldBeFalse();
        (await engine.Owners.ForgetAsync(Meshes.Team, CancellationToken.None)).ShouldBeFalse();
        await engine.Owners.OwnerOf(Run(1)).ReadAsync(CancellationToken.None); // waits for the owner that is on its way out
        (await ForgetAsync(engine)).ShouldBeTrue();

        (await engine.Books.ReadAsync(Run(1), CancellationToken.None)).Version.ShouldBe(0);
        var next = new TestGate("gate-3", Run(3));
        (await next.AskAsync(engine.Owners.OwnerOf(Run(3)), 3)).Status.ShouldBe("accepted");
        (await new TestGate("gate-4", Run(4)).AskAsync(engine.Owners.OwnerOf(Run(4)), 3)).Status.ShouldBe(WireMapping.TooManyScopes);
    }

    [Fact]
    public async Task A_pattern_cannot_change_the_unit_of_what_its_paths_have_counted()
    {
        await using var engine = await EngineFixture.StartAsync(Mesh());
        var mesh = Mesh();
        var scopes = new Dictionary<string, ScopeConfig>(mesh.Scopes!);
        scopes.Remove("acme/*/run-*");
        scopes["acme/search/*"] = new ScopeConfig { Budgets = [new() { Name = Meshes.Month, Amount = "5 USD", Period = "total" }] };

        var refusal = await Should.ThrowAsync<PlanRefusedException>(() => engine.Catalog.ApplyMeshAsync(mesh with { Scopes = scopes }, null, "test"));

        refusal.Problems.ShouldHaveSingleItem().Message.ShouldContain("counts requests since version 1");
    }

    /// <summary>The owner that has just answered may still be inside: then it is in use.</summary>
    private static async Task<bool> ForgetAsync(EngineFixture engine)
    {
        for (var attempt = 0; attempt < 10_000; attempt++)
        {
            if (await engine.Owners.ForgetAsync(Run(1), CancellationToken.None))
                return true;
            await Task.Yield();
        }

        return false;
    }

    private static ScopePath Run(int number) => ScopePath.Parse($"acme/search/run-{number}");

    private static MeshConfig Mesh(string? atMost = null)
    {
        var mesh = Meshes.WithCap(1_000);
        return mesh with
        {
            Scopes = new Dictionary<string, ScopeConfig>(mesh.Scopes!)
            {
                ["acme/*/run-*"] = new() { AtMost = atMost, Budgets = [new() { Name = Meshes.Month, Amount = "4 requests", Period = "total" }] },
            },
        };
    }
}
