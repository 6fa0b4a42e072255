using System.Collections.Concurrent;
using BudgetMesh.Holds;
using BudgetMesh.Lending;
using BudgetMesh.Storage.Postgres;

namespace BudgetMesh.Storage.Tests;

/// <summary>A server that is killed, again and again, while two stores write into it.</summary>
public sealed class PostgresCrashTests
{
    private const int Kills = 3;
    private const int WritesBetween = 150;

    [PostgresFact]
    public async Task What_a_killed_server_had_acknowledged_is_there_and_what_is_unknown_is_read_back()
    {
        using var server = PostgresServer.Start();
        var schema = server.NewSchema();
        await using var left = await PostgresStore.OpenAsync(schema);
        await using var right = await PostgresStore.OpenAsync(schema);
        using var stop = new CancellationTokenSource();
        var written = new SemaphoreSlim(0);
        var acknowledged = new ConcurrentDictionary<string, long>();
        var unknown = 0;
        var writers = Enumerable.Range(1, 8).Select(number => Task.Run(() => WriteAsync(number % 2 == 0 ? left : right, number))).ToArray();

        for (var kill = 0; kill < Kills; kill++)
        {
            await WaitForWritesAsync();
            server.Kill();
            server.StartAgain();
        }

        await WaitForWritesAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        unknown.ShouldBeGreaterThan(0);
        for (var number = 1; number <= 8; number++)
        {
            var books = await left.Books.ReadAsync(Scope(number), CancellationToken.None);
            books.Version.ShouldBe(acknowledged[$"book {number}"]);
            books.Accounts.Single().Counters.Granted.ShouldBe(books.Version);
            var sum = await right.Receipts.SumAsync(Scope(number), "month", 1, CancellationToken.None);
            sum.ShouldBe(new ReceiptSum(acknowledged[$"receipt {number}"], acknowledged[$"receipt {number}"]));
        }

        async Task WaitForWritesAsync()
        {
            for (var write = 0; write < WritesBetween; write++)
            {
                var next = written.WaitAsync(TimeSpan.FromSeconds(60));
                await await Task.WhenAny([next, .. writers]);
                (await next).ShouldBeTrue("the store did not come back");
            }
        }

        // As an owner does: after an unknown outcome it reads the books, and goes on from what is there.
        async Task WriteAsync(PostgresStore store, int number)
        {
            var version = 0L;
            while (!stop.IsCancellationRequested)
            {
                var outcome = await store.Books.WriteAsync(Write(number, version));
                if (outcome == WriteOutcome.Unknown)
                {
                    Interlocked.Increment(ref unknown);
                    var found = (await UntilThereAsync(() => store.Books.ReadAsync(Scope(number), CancellationToken.None))).Version;
                    found.ShouldBeInRange(version, version + 1);
                    version = found;
                }
                else
                {
                    outcome.ShouldBe(WriteOutcome.Written);
                    version++;
                }

                acknowledged[$"book {number}"] = version;
                var receipt = Some.Receipt(version, new Incarnation($"gate-{number}")) with { Legs = [new ReceiptLeg(Scope(number), "month", 1, 1)] };
                if (version > 0)
                {
                    (await UntilThereAsync(() => store.Receipts.AppendAsync([receipt]))).Contradictions.ShouldBe(0);
                    acknowledged[$"receipt {number}"] = version;
                    written.Release();
                }
            }
        }
    }

    private static async Task<T> UntilThereAsync<T>(Func<ValueTask<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private static ScopePath Scope(int number) => ScopePath.Parse($"acme/run-{number}");

    private static BookWrite Write(int number, long version) =>
        Some.Write(Scope(number), version) with { Windows = version == 0 ? [Some.Window("month", 1)] : [], Accounts = [new AccountRecord(Some.Gate, "month", 1, new SliceCounters(version + 1, 0, 0, 0, 0, 0, 0))] };
}
