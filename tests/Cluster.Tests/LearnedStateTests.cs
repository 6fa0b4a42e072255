using BudgetMesh.Bounds;
using BudgetMesh.Grains;
using BudgetMesh.Routing;
using BudgetMesh.Silo;
using BudgetMesh.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace BudgetMesh.Cluster.Tests;

/// <summary>What grains learn is kept by Orleans in PostgreSQL, once, and survives silos and clusters.</summary>
public sealed class LearnedStateTests
{
    private static readonly Instant Since = Instant.FromUtc(2026, 3, 1, 7, 30) + Duration.FromTicks(3);

    private readonly string _database = PostgresServer.Missing is null ? PostgresServer.Shared.NewSchema() : "";

    [PostgresFact]
    public async Task What_gateways_share_through_any_silo_is_added_up_and_the_next_cluster_knows_it()
    {
        await using (var left = await StartAsync("a"))
        await using (var right = await StartAsync("a"))
        {
            await MergeAsync(left, "acme", 700);
            (await MergeAsync(right, "acme", 800)).Answers.ShouldBe(1_500);
            (await MergeAsync(right, "acme/search", 1)).Answers.ShouldBe(1);
        }

        await using var next = await StartAsync("b");
        (await MergeAsync(next, "acme", 0)).Answers.ShouldBe(1_500);
        (await CountAsync("orleans.states WHERE service = $1 AND state = 'lengths'")).ShouldBe(2);
        (await CountAsync("answer_lengths WHERE $1 <> ''")).ShouldBe(0, "nothing is kept twice");
    }

    /// <summary>ADO.NET storage reads keys as hexadecimal numbers where it can.</summary>
    [PostgresFact]
    public async Task Scopes_whose_names_look_like_one_number_learn_apart()
    {
        string[] alike = ["12", "012", "face", "0face", "00000000000000000000000000000012"];
        await using (var silo = await StartAsync("a"))
        {
            for (var i = 0; i < alike.Length; i++)
            {
                await MergeAsync(silo, alike[i], i + 1);
                await WeeksOf(silo).WriteAsync(ScopePath.Parse(alike[i]), [Week($"budget-{i}")]);
            }
        }

        await using var next = await StartAsync("a");
        for (var i = 0; i < alike.Length; i++)
        {
            (await MergeAsync(next, alike[i], 0)).Answers.ShouldBe(i + 1, alike[i]);
            (await WeeksOf(next).ReadAsync(ScopePath.Parse(alike[i]), CancellationToken.None)).ShouldHaveSingleItem().Budget.ShouldBe($"budget-{i}");
        }
    }

    [PostgresFact]
    public async Task Weeks_are_whole_again_in_the_order_of_budgets_and_the_last_writer_wins()
    {
        var scope = ScopePath.Parse("acme/search");
        await using (var silo = await StartAsync("a"))
        {
            await WeeksOf(silo).WriteAsync(scope, [Week("month"), Week("day")]);
            await WeeksOf(silo).WriteAsync(scope, [Week("day") with { Hours = [] }]);
            await WeeksOf(silo).WriteAsync(scope, []);
        }

        await using var next = await StartAsync("a");
        var read = await WeeksOf(next).ReadAsync(scope, CancellationToken.None);
        read.Select(static week => (week.Budget, week.Since, week.Hours.Count)).ShouldBe([("day", Since, 0), ("month", Since, 2)]);
        read[1].Hours.ShouldBe([new HourSpend(0, 2_933, 1), new HourSpend(167, 2_932, long.MaxValue)]);
        (await WeeksOf(next).ReadAsync(ScopePath.Parse("acme"), CancellationToken.None)).ShouldBeEmpty();
        (await CountAsync("weeks WHERE $1 <> ''")).ShouldBe(0, "nothing is kept twice");
    }

    [PostgresFact]
    public async Task Writers_of_one_state_at_once_lose_nothing_of_each_others_budgets()
    {
        await using var left = await StartAsync("a");
        await using var right = await StartAsync("b");
        for (var round = 0; round < 20; round++)
        {
            var scope = ScopePath.Parse($"acme/round-{round}");
            await Task.WhenAll(
                WeeksOf(left).WriteAsync(scope, [Week("day")]).AsTask(), WeeksOf(right).WriteAsync(scope, [Week("month")]).AsTask(), WeeksOf(right).WriteAsync(scope, [Week("year")]).AsTask());

            (await WeeksOf(left).ReadAsync(scope, CancellationToken.None)).Select(static week => week.Budget).ShouldBe(["day", "month", "year"], $"round {round}");
        }
    }

    private static WeekRecord Week(string budget) => new(budget, Since, [new HourSpend(0, 2_933, 1), new HourSpend(167, 2_932, long.MaxValue)]);

    private static IWeekStore WeeksOf(SiloHost silo) => silo.Services.GetRequiredService<IWeekStore>();

    private static ValueTask<AnswerLengths> MergeAsync(SiloHost silo, string scope, long answers) => silo.Services.GetRequiredService<ILearnedBounds>().MergeAsync(
        new LengthsSeen(new BoundKey(scope, "", "llama"), answers == 0 ? [] : [new BucketCount(20, answers)]), CancellationToken.None);

    private Task<SiloHost> StartAsync(string cluster) => SiloHost.StartAsync(new Silo.SiloOptions
    {
        Postgres = _database,
        Urls = ["http://127.0.0.1:0"],
        Cluster = new SiloCluster { Id = $"{cluster}-{new NpgsqlConnectionStringBuilder(_database).SearchPath}", SiloPort = 0 },
        Logging = static logging => logging.ClearProviders(),
    });

    /// <param name="rows">A table and a condition; $1 is the schema of the books.</param>
    private async Task<long> CountAsync(string rows)
    {
        await using var database = new NpgsqlConnection(_database);
        await database.OpenAsync();
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {rows}", database) { Parameters = { new() { Value = new NpgsqlConnectionStringBuilder(_database).SearchPath } } };
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
