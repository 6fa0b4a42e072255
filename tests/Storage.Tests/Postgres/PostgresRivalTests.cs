using BudgetMesh.Lending;
using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>Two servers on one database.</summary>
public sealed class PostgresRivalTests
{
    private readonly string _schema = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task Of_two_servers_that_write_from_one_version_exactly_one_wins_each_time()
    {
        await using var left = await PostgresStore.OpenAsync(_schema);
        await using var right = await PostgresStore.OpenAsync(_schema);
        var lastOwner = "";
        for (var version = 0L; version < 60; version++)
        {
            var writes = new[] { "left-1", "left-2", "right-1", "right-2" }
                .Select(owner => Some.Write(Some.Scope, version) with { FromOwner = lastOwner, Owner = owner, Accounts = [Some.Account(new Incarnation($"gate-{owner}"), "month", version, 2)] })
                .ToArray();
            var outcomes = await Task.WhenAll(writes.Select(write => Task.Run(() => (write.Owner.StartsWith("left", StringComparison.Ordinal) ? left : right).Books.WriteAsync(write).AsTask())));

            outcomes.Order().ShouldBe([WriteOutcome.Written, WriteOutcome.Conflict, WriteOutcome.Conflict, WriteOutcome.Conflict]);
            lastOwner = writes[Array.IndexOf(outcomes, WriteOutcome.Written)].Owner;
            var books = await left.Books.ReadAsync(Some.Scope, CancellationToken.None);
            books.Owner.ShouldBe(lastOwner);
            // Of the losers not one row.
            books.Accounts.Single(account => account.Window == version).Incarnation.Value.ShouldBe($"gate-{lastOwner}");
        }
    }

    [PostgresFact]
    public async Task Batches_that_name_the_same_scopes_in_opposite_order_do_not_wait_for_each_other()
    {
        await using var left = await PostgresStore.OpenAsync(_schema);
        await using var right = await PostgresStore.OpenAsync(_schema);
        var scopes = Enumerable.Range(0, 100).Select(number => ScopePath.Parse($"acme/run-{number}")).ToArray();
        for (var version = 0L; version < 20; version++)
        {
            var outcomes = await Task.WhenAll(
                Task.Run(() => Task.WhenAll(scopes.Select(scope => left.Books.WriteAsync(Some.Write(scope, version)).AsTask()))),
                Task.Run(() => Task.WhenAll(scopes.Reverse().Select(scope => right.Books.WriteAsync(Some.Write(scope, version)).AsTask()))));

            outcomes.SelectMany(static outcome => outcome).Count(outcome => outcome == WriteOutcome.Written).ShouldBe(scopes.Length);
            outcomes.SelectMany(static outcome => outcome).Count(outcome => outcome == WriteOutcome.Conflict).ShouldBe(scopes.Length);
        }
    }

    [PostgresFact]
    public async Task A_pattern_makes_no_more_scopes_than_it_may_though_two_servers_make_them()
    {
        await using var left = await PostgresStore.OpenAsync(_schema);
        await using var right = await PostgresStore.OpenAsync(_schema);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 120).Select(number => Task.Run(() =>
            (number % 2 == 0 ? left : right).Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number / 3}"), 0) with { MadeOf = new Making("acme/run-*", 25) }).AsTask())));

        outcomes.Count(outcome => outcome == WriteOutcome.Written).ShouldBe(25);
        outcomes.ShouldNotContain(WriteOutcome.Unknown);
        (await right.Books.SumMadeAsync(CancellationToken.None)).ShouldHaveSingleItem().Scopes.ShouldBe(25);
    }

    [PostgresFact]
    public async Task The_same_receipts_through_two_servers_are_there_once()
    {
        await using var left = await PostgresStore.OpenAsync(_schema);
        await using var right = await PostgresStore.OpenAsync(_schema);
        var receipts = Enumerable.Range(1, 400).Select(seq => Some.Receipt(seq)).ToArray();
        var answers = await Task.WhenAll(receipts.Chunk(40).SelectMany(batch => new[]
        {
            Task.Run(() => left.Receipts.AppendAsync(batch).AsTask()),
            Task.Run(() => right.Receipts.AppendAsync([.. batch.Reverse()]).AsTask()),
        }));

        answers.Sum(answer => answer.Added).ShouldBe(400);
        answers.Sum(answer => answer.Contradictions).ShouldBe(0);
        (await left.Receipts.SumAsync(Some.Scope, "month", 1, CancellationToken.None)).ShouldBe(new ReceiptSum(400, receipts.Sum(receipt => receipt.Legs[0].Amount)));
    }
}
