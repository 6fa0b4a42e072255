using BudgetMesh.Silo;
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
        await Silo.DisposeAsync();

        var run = await Run("ready");

        run.ExitCode.ShouldBe(ExitCode.NoSilo);
        run.Error.ShouldContain($"cannot reach the silo at {Url}");
    }

    [SmallDiskFact]
    public async Task A_server_whose_disk_is_full_ends_with_1_and_says_so_until_there_is_space()
    {
        using var disk = new SmallDisk();
        await using var silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = disk.Path, Urls = ["http://127.0.0.1:0"], Logging = static _ => { } });
        Task<CliRun> ReadyAsync() => CliRun.Of("ready", "--url", silo.BaseAddress.ToString());
        disk.Fill();

        // It is found out by a write; space that was reserved takes a few small ones still.
        for (var writes = 0; writes < 1_000 && (await ReadyAsync()).ExitCode == ExitCode.Ok; writes++)
        {
            try
            {
                await silo.CreateKeyAsync(KeyRole.Gateway, new string('x', 100));
            }
            catch (StoreUnavailableException)
            {
                break;
            }
        }

        var run = await ReadyAsync();
        run.ExitCode.ShouldBe(ExitCode.ProblemFound);
        run.Error.ShouldContain("its disk is full: free some space");
        disk.Free();
        (await ReadyAsync()).ExitCode.ShouldBe(ExitCode.Ok);
    }
}
