using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>Which servers use a database, all with one engine.</summary>
public sealed class PostgresSiloRegisterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Over = TimeSpan.FromSeconds(-1);

    private readonly string _schema = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task Servers_of_one_engine_are_in_together_and_another_engine_is_told_who_they_are()
    {
        await using var store = await PostgresStore.OpenAsync(_schema);

        (await SignInAsync(store, "b", "local")).ShouldBeEmpty();
        (await SignInAsync(store, "a", "local")).ShouldBeEmpty();
        (await SignInAsync(store, "c", "orleans")).ShouldBe(["local server a", "local server b"]);
        (await SignInAsync(store, "a", "local")).ShouldBeEmpty("who was refused is not in");
    }

    [PostgresFact]
    public async Task Another_engine_is_let_in_once_all_have_signed_out()
    {
        await using var store = await PostgresStore.OpenAsync(_schema);
        await SignInAsync(store, "a", "local");
        await SignInAsync(store, "b", "local");

        await store.Silos.SignOutAsync("a", CancellationToken.None);
        (await SignInAsync(store, "c", "orleans")).ShouldBe(["local server b"]);
        await store.Silos.SignOutAsync("b", CancellationToken.None);
        await store.Silos.SignOutAsync("b", CancellationToken.None);

        (await SignInAsync(store, "c", "orleans")).ShouldBeEmpty();
        (await SignInAsync(store, "a", "local")).ShouldBe(["orleans server c"]);
    }

    [PostgresFact]
    public async Task Whoever_has_not_said_for_too_long_that_it_is_there_is_out_until_it_says_so_again()
    {
        await using var store = await PostgresStore.OpenAsync(_schema);

        await SignInAsync(store, "a", "local", Over);
        (await SignInAsync(store, "a", "local")).ShouldBeEmpty();
        (await SignInAsync(store, "c", "orleans")).ShouldBe(["local server a"]);

        await SignInAsync(store, "a", "local", Over);
        (await SignInAsync(store, "c", "orleans")).ShouldBeEmpty();
        (await SignInAsync(store, "a", "local")).ShouldBe(["orleans server c"]);
        (await TestSql.OneAsync(_schema, "SELECT count(*) FROM silos")).ShouldBe(1L, "of the dead no rows stay");
    }

    [PostgresFact]
    public async Task Of_servers_with_two_engines_that_come_at_once_those_of_one_are_in()
    {
        await using var left = await PostgresStore.OpenAsync(_schema);
        await using var right = await PostgresStore.OpenAsync(_schema);
        for (var round = 0; round < 25; round++)
        {
            var (one, other) = ($"one {round}", $"other {round}");
            var tries = await Task.WhenAll(SignInAsync(left, one, "local"), SignInAsync(right, other, "orleans"));

            tries.Count(static others => others.Count == 0).ShouldBe(1, $"round {round}");
            await left.Silos.SignOutAsync(one, CancellationToken.None);
            await right.Silos.SignOutAsync(other, CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string>> SignInAsync(PostgresStore store, string id, string engine, TimeSpan? aliveFor = null) =>
        [.. (await store.Silos.SignInAsync(new SignedSilo(id, engine, $"server {id}"), aliveFor ?? Long, CancellationToken.None)).Select(static other => $"{other.Engine} {other.Name}")];
}
