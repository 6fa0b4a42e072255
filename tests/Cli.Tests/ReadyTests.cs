using BudgetMesh.Storage;

namespace BudgetMesh.Cli.Tests;

/// <summary>What a health check asks, and the exit code by which it knows.</summary>
public sealed class ReadyTests : WithSilo
{
    [Fact]
    public async Task A_server_that_can_do_its_work_is_ready_and_no_key_is_asked_for()
    {
        var run = await CliRun.Of("ready", "--url", Url);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        run.Out.ShouldBe($"ready{Environment.NewLine}");
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_4()
    {
        var url = Url;
        await Silo.DisposeAsync();

        var run = await Run("ready");

        run.ExitCode.ShouldBe(ExitCode.NoSilo);
        run.Error.ShouldContain($"cannot reach the silo at {url}");
    }

    [Fact]
    public async Task A_server_whose_store_takes_no_writes_ends_with_1_and_says_why()
    {
        File.Delete(Path.Combine(Folder, "books.db"));
        await Should.ThrowAsync<StoreUnavailableException>(() => Silo.CreateKeyAsync(KeyRole.Gateway, "found out by a write"));

        var run = await Run("ready");

        run.ExitCode.ShouldBe(ExitCode.ProblemFound);
        run.Error.ShouldContain($"{Url} is not ready: {Path.Combine(Folder, "books.db")}");
    }
}
