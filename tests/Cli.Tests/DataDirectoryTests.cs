using BudgetMesh.Silo;

namespace BudgetMesh.Cli.Tests;

/// <summary>A data directory that cannot be used, as the person who starts the server meets it.</summary>
public sealed class DataDirectoryTests
{
    [SmallDiskFact]
    public async Task A_read_only_directory_ends_with_6_and_is_named()
    {
        using var disk = new SmallDisk();
        disk.MakeReadOnly();

        var run = await CliRun.Of("serve", "--data", disk.Path);

        run.ExitCode.ShouldBe(ExitCode.NoStore);
        run.Error.ShouldStartWith($"budgetmesh: the data directory {disk.Path} cannot be written: check that its disk is mounted for writing");
    }

    [SmallDiskFact]
    public async Task A_full_disk_ends_with_6_and_is_named()
    {
        using var disk = new SmallDisk();
        disk.Fill();

        var run = await CliRun.Of("serve", "--data", disk.Path);

        run.ExitCode.ShouldBe(ExitCode.NoStore);
        run.Error.ShouldContain(disk.Path);
        run.Error.ShouldContain("has space");
    }

    [SmallDiskFact]
    public async Task A_disk_that_fills_up_under_a_server_is_told_to_who_writes_and_the_server_goes_on_when_there_is_space()
    {
        using var disk = new SmallDisk();
        var key = (await CliRun.Of("serve", "--data", disk.Path, "--init")).Out.Trim();
        await using var silo = await SiloHost.StartAsync(new SiloOptions { DataDirectory = disk.Path, Urls = ["http://127.0.0.1:0"], Logging = static _ => { } });
        Task<CliRun> WriteAsync() => CliRun.Of("keys", "create", "gateway", "--label", new string('x', 100), "--url", silo.BaseAddress.ToString(), "--key", key);
        disk.Fill();

        // Space that was reserved already takes a few small writes still.
        var run = await WriteAsync();
        for (var writes = 0; run.ExitCode == ExitCode.Ok && writes < 1_000; writes++)
            run = await WriteAsync();

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain($"{Path.Combine(disk.Path, "books.db")} cannot grow, its disk is full: free some space");
        disk.Free();
        (await WriteAsync()).ExitCode.ShouldBe(ExitCode.Ok);
    }
}
