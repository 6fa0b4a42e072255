using BudgetMesh.Lending;
using BudgetMesh.Storage.Sqlite;

namespace BudgetMesh.Storage.Tests;

public sealed class GroupWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_waits_together_shares_a_transaction_and_nothing_is_answered_before_it_is_durable()
    {
        await using var writer = new SqliteWriter(_directory.Database, new SqliteOptions());
        using var gate = new ManualResetEventSlim();
        var first = await Occupy(writer, gate);
        List<Task<int>> waiting = [];
        var answeredEarly = 0;
        for (var number = 0; number < 50; number++)
        {
            waiting.Add(writer.RunAsync(new Command(session =>
            {
                answeredEarly += waiting.Count(task => task.IsCompleted);
                session.Database.Execute("INSERT INTO ledgers (scope, budget, window_key) VALUES ('acme', hex(randomblob(8)), 1)");
                // A reader sees nothing of it yet.
                using var reader = new Database(_directory.Database, DatabaseAccess.Read);
                answeredEarly += (int)reader.Prepare("SELECT count(*) FROM ledgers").First(row => row.Long(0));
            })));
        }

        gate.Set();
        await first;
        await Task.WhenAll(waiting);

        answeredEarly.ShouldBe(0);
    }

    [Fact]
    public async Task A_command_that_throws_undoes_its_whole_batch_and_the_next_batch_lands()
    {
        await using var writer = new SqliteWriter(_directory.Database, new SqliteOptions());
        using var gate = new ManualResetEventSlim();
        var first = await Occupy(writer, gate);
        var innocent = writer.RunAsync(new Command(session => session.Ledgers.NumberOf(Some.Scope, "month", 1)));
        var broken = writer.RunAsync(new Command(_ => throw new InvalidOperationException("a bug")));
        gate.Set();

        await first;
        (await Should.ThrowAsync<StoreUnavailableException>(() => broken)).Message.ShouldContain("a bug");
        await Should.ThrowAsync<StoreUnavailableException>(() => innocent);
        writer.Failure.ShouldNotBeNull();

        long rows = -1;
        await writer.RunAsync(new Command(session => rows = session.Database.Prepare("SELECT count(*) FROM ledgers").First(row => row.Long(0))));
        rows.ShouldBe(0);
        writer.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Every_commit_reaches_the_disk_also_on_the_connection_that_follows_a_failure()
    {
        await using var writer = new SqliteWriter(_directory.Database, new SqliteOptions());
        List<string> levels = [];
        Action<WriteSession> look = session => levels.Add(session.Database.Pragma("synchronous"));

        await writer.RunAsync(new Command(look));
        await Should.ThrowAsync<StoreUnavailableException>(() => writer.RunAsync(new Command(_ => throw new InvalidOperationException("a bug"))));
        await writer.RunAsync(new Command(look));

        // 2 is FULL.
        levels.ShouldBe(["2", "2"]);
    }

    [Fact]
    public async Task Disposing_writes_what_was_accepted()
    {
        var store = SqliteStore.Open(_directory.Path);
        var writes = Enumerable.Range(0, 500).Select(number => store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0)).AsTask()).ToArray();
        await store.DisposeAsync();
        (await Task.WhenAll(writes)).ShouldAllBe(outcome => outcome == WriteOutcome.Written);
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_loses_none()
    {
        await using var store = SqliteStore.Open(_directory.Path, new SqliteOptions { WritesWaitingMax = 3, RowsPerBatchMax = 2, ReadersMax = 1 });
        var writes = Enumerable.Range(0, 200).Select(number => store.Books.WriteAsync(Some.Write(ScopePath.Parse($"acme/run-{number}"), 0)).AsTask());
        (await Task.WhenAll(writes)).ShouldAllBe(outcome => outcome == WriteOutcome.Written);
    }

    [Fact]
    public void Urgent_commands_go_first_but_never_without_one_of_the_others()
    {
        var lanes = new WriteLanes<WriteSession>(rowsPerBatchMax: 3);
        Command[] patient = [.. Enumerable.Range(0, 3).Select(_ => new Command(_ => { }))];
        Command[] urgent = [.. Enumerable.Range(0, 5).Select(_ => new Command(_ => { }, isUrgent: true))];
        foreach (var command in patient.Concat(urgent))
            lanes.Add(command);

        lanes.Take().ShouldBe([urgent[0], urgent[1], urgent[2], patient[0]]);
        lanes.Take().ShouldBe([urgent[3], urgent[4], patient[1]]);
        lanes.Take().ShouldBe([patient[2]]);
        lanes.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Keeps the writer busy until the gate is set, so that what comes meanwhile waits together.</summary>
    private static async Task<Task<int>> Occupy(SqliteWriter writer, ManualResetEventSlim gate)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var command = writer.RunAsync(new Command(_ =>
        {
            entered.SetResult();
            gate.Wait();
        }));
        await entered.Task;
        return command;
    }

    private sealed class Command(Action<WriteSession> action, bool isUrgent = false) : WriteCommand<int>
    {
        public override int Rows => 1;

        public override bool IsUrgent => isUrgent;

        protected override int Write(WriteSession session)
        {
            action(session);
            return 0;
        }
    }
}
