namespace BudgetMesh.Silo.Tests;

public sealed class NoticeTests : SiloWithMesh
{
    [Fact]
    public async Task A_gate_hears_of_a_new_mesh()
    {
        using var stream = await NoticeStream.OpenAsync(Silo.Gateway);

        await Silo.ApplyAsync(Meshes.With(usd: "250 USD"));

        (await stream.NextAsync()).ShouldBe(("plan", """{"kind":"plan","scope":null,"deployment":null}"""));
    }

    [Fact]
    public async Task A_gate_hears_that_a_scope_is_lent_exactly_from_now_on()
    {
        using var stream = await NoticeStream.OpenAsync(Silo.Gateway);

        await new TestGate(Silo.Gateway, "gate-1", "acme/search", "calls").AskAsync(10);

        (await stream.NextAsync()).ShouldBe(("recall", """{"kind":"recall","scope":"acme/search","deployment":null}"""));
    }

    [Fact]
    public async Task The_stream_ends_with_theSilo_and_does_not_hold_it_up()
    {
        using var stream = await NoticeStream.OpenAsync(Silo.Gateway);

        await Silo.Host.DisposeAsync();

        (await stream.LineAsync()).ShouldBeNull();
    }
}
