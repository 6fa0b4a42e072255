using BudgetMesh.Storage;
using BudgetMesh.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo.Tests;

/// <summary>Silos of two engines do not share a database.</summary>
public sealed class PresenceTests
{
    private static readonly string Other = SiloEngine.HasOrleans ? "local" : "orleans";

    [PostgresFact]
    public async Task A_silo_of_another_engine_is_refused_and_told_who_is_there_until_they_have_gone()
    {
        var database = PostgresServer.Shared.NewSchema();
        await using var store = await PostgresStore.OpenAsync(database);
        await store.Silos.SignInAsync(new SignedSilo("x", Other, "http://silo-9:8080 on host-9, process 4711"), TimeSpan.FromMinutes(5), CancellationToken.None);
        var start = () => StartAsync(database);

        var refused = await start.ShouldThrowAsync<SiloStartException>();
        refused.Message.ShouldContain($"whose engine is {Other}: http://silo-9:8080 on host-9, process 4711.");
        refused.Message.ShouldContain($"--engine {Other}");

        await store.Silos.SignOutAsync("x", CancellationToken.None);
        await using var silo = await start();
    }

    [PostgresFact]
    public async Task A_silo_is_in_the_register_from_before_it_listens_until_it_has_ended()
    {
        var database = PostgresServer.Shared.NewSchema();
        await using var store = await PostgresStore.OpenAsync(database);
        await using (var silo = await StartAsync(database))
        {
            await using var twin = await StartAsync(database);
            (await TryAsync(store)).Count.ShouldBe(2);
        }

        (await TryAsync(store)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_silo_that_was_taken_for_dead_and_replaced_ends()
    {
        var (register, clock, process) = (new MadeRegister(), new TickedClock(), new MadeProcess());
        await using var presence = new SiloPresence(register, new SignedSilo("a", "local", "a"), "the place", clock, process, LoggerFactory.Create(static _ => { }).CreateLogger<SiloPresence>());
        await presence.StartAsync(CancellationToken.None);

        register.Away = true;
        await clock.TickAsync(register);
        register.Away = false;
        await clock.TickAsync(register);
        process.HasStopped.ShouldBeFalse();

        register.Others = [new SignedSilo("", "orleans", "b")];
        await clock.TickAsync(register);
        await process.Stopped.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task<IReadOnlyList<SignedSilo>> TryAsync(PostgresStore store) =>
        store.Silos.SignInAsync(new SignedSilo("x", Other, "x"), TimeSpan.FromMinutes(5), CancellationToken.None);

    private static Task<SiloHost> StartAsync(string database) => SiloHost.StartAsync(new SiloOptions
    {
        Postgres = database,
        Urls = ["http://127.0.0.1:0"],
        Logging = static logging => logging.ClearProviders(),
    });
}
