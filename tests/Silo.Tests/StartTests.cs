using System.Net;
using BudgetMesh.Storage;

namespace BudgetMesh.Silo.Tests;

public sealed class StartTests : IAsyncLifetime
{
    private readonly TestSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_second_silo_on_the_same_directory_is_told_who_has_it()
    {
        var start = () => TestSilo.StartAsync(_silo.DataDirectory);

        (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("in use");
    }

    [Fact]
    public async Task An_address_that_is_taken_is_said_and_leaves_the_directory_free()
    {
        using var directory = new ScratchDirectory();
        var options = new SiloOptions { DataDirectory = directory.Path, Urls = [_silo.Host.BaseAddress.ToString()] };
        var start = () => SiloHost.StartAsync(options);

        (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("listen");
        await using var other = await TestSilo.StartAsync(directory.Path);
        other.BaseAddress.Port.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_cluster_over_a_data_directory_is_refused()
    {
        using var directory = new ScratchDirectory();
        var options = new SiloOptions { DataDirectory = directory.Path, Cluster = new SiloCluster() };
        var start = () => SiloHost.StartAsync(options);

        (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("shares its books");
    }

    [Fact]
    public async Task Peers_over_a_data_directory_or_with_themselves_missing_are_refused()
    {
        using var directory = new ScratchDirectory();
        var (left, right) = (new Uri("http://left:8080"), new Uri("http://right:8080"));

        (await Start(new SiloOptions { DataDirectory = directory.Path, Peers = new SiloPeers([left], left) }).ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("share their books");
        (await Start(new SiloOptions { Postgres = "Host=nowhere", Peers = new SiloPeers([left], right) }).ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("not among them");
        (await Start(new SiloOptions { Postgres = "Host=nowhere", Peers = new SiloPeers([left, left], left) }).ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("each once");
        (await Start(new SiloOptions { Postgres = "Host=nowhere", Peers = new SiloPeers([new Uri(left, "/path")], left) }).ShouldThrowAsync<SiloStartException>()).Message.ShouldContain("no address");

        static Func<Task<SiloHost>> Start(SiloOptions options) => () => SiloHost.StartAsync(options);
    }

    [Fact]
    public async Task A_path_that_is_a_file_is_no_data_directory()
    {
        using var directory = new ScratchDirectory();
        var file = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var start = () => TestSilo.StartAsync(file);

        (await start.ShouldThrowAsync<SiloStartException>()).Message.ShouldContain(file);
    }

    [Fact]
    public async Task The_first_admin_key_is_made_once()
    {
        using var directory = new ScratchDirectory();

        var secret = await SiloSetup.InitializeAsync(new SiloOptions { DataDirectory = directory.Path });
        var again = await SiloSetup.InitializeAsync(new SiloOptions { DataDirectory = directory.Path });

        again.ShouldBeNull();
        await using var silo = await TestSilo.StartAsync(directory.Path);
        using var client = new HttpClient { BaseAddress = silo.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        (await client.GetAsync("/v1/keys")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_says_what_is_in_force()
    {
        ((string)(await _silo.Stranger.GetAsync("/healthz").JsonAsync())["status"]!).ShouldBe("live");
        await _silo.ApplyAsync(Meshes.With());

        var ready = await _silo.Stranger.GetAsync("/readyz").JsonAsync();

        ((string)ready["status"]!, (long)ready["plan_version"]!, (long)ready["price_version"]!).ShouldBe(("ready", 1, 0));
    }

    [Fact]
    public async Task A_silo_whose_books_were_taken_away_is_not_ready_and_says_so_to_all()
    {
        await _silo.ApplyAsync(Meshes.With());
        File.Move(Path.Combine(_silo.DataDirectory, "books.db"), Path.Combine(_silo.DataDirectory, "elsewhere.db"));

        // The first write after that finds out; it may or may not be believed itself.
        await _silo.Admin.PostJsonAsync("/v1/keys", """{"role":"gateway","label":"x"}""");

        await _silo.Stranger.GetAsync("/readyz").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        await _silo.Admin.PostJsonAsync("/v1/keys", """{"role":"gateway","label":"y"}""").ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_key_that_another_process_revoked_works_for_less_than_a_second()
    {
        var clock = new SteppedClock();
        using var directory = new ScratchDirectory();
        await using var store = Storage.Sqlite.SqliteStore.Open(directory.Path);
        var ring = new KeyRing(store.Keys, clock);
        var (key, secret) = await ring.CreateAsync(KeyRole.Gateway, "edge");
        (await ring.FindAsync(secret)).ShouldNotBeNull();

        await store.Keys.RevokeAsync(key.Id, NodaTime.Instant.FromUtc(2026, 3, 1, 0, 0));
        clock.Elapsed = TimeSpan.FromMilliseconds(999);

        (await ring.FindAsync(secret)).ShouldBeNull();
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long GetTimestamp() => Elapsed.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    private sealed class ScratchDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("budgetmesh-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
