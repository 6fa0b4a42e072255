namespace BudgetMesh.Cli.Tests;

/// <summary>Where a server keeps its books, as the person who starts it says.</summary>
public sealed class ServeStoreTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("serve", "--data", "x", "--postgres", "Host=h")]
    public async Task One_place_for_the_books_is_named_neither_none_nor_two(params string[] args)
    {
        var run = await CliRun.Of(args);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("either --data DIR or --postgres CONNECTION");
    }

    [Theory]
    [InlineData("give both or neither", "--peers", "http://a:1,http://b:1")]
    [InlineData("give both or neither", "--advertise", "http://a:1")]
    [InlineData("not among them", "--peers", "http://a:1,http://b:1", "--advertise", "http://c:1")]
    [InlineData("no URL", "--peers", "a,b", "--advertise", "a")]
    [InlineData("no address of a silo", "--peers", "http://a:1/x", "--advertise", "http://a:1/x")]
    public async Task Peers_that_cannot_be_are_refused_in_words(string word, params string[] args)
    {
        var run = await CliRun.Of(["serve", "--postgres", "Host=h", .. args]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(word);
    }

    [Theory]
    [InlineData("either peers or the engine orleans", "--postgres", "Host=h", "--engine", "orleans", "--peers", "http://a:1", "--advertise", "http://a:1")]
    [InlineData("shares its books in a PostgreSQL database", "--data", "x", "--cluster", "west")]
    [InlineData("a cluster is one of Orleans", "--postgres", "Host=h", "--engine", "local", "--silo-port", "0")]
    [InlineData("no IP address", "--postgres", "Host=h", "--silo-address", "silo-1")]
    [InlineData("akka", "--postgres", "Host=h", "--engine", "akka")]
    public async Task Engines_and_clusters_that_cannot_be_are_refused_in_words(string word, params string[] args)
    {
        var run = await CliRun.Of(["serve", .. args]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(word);
    }

    [Fact]
    public async Task Orleans_is_asked_for_in_vain_where_the_build_has_none()
    {
        var run = await CliRun.Of("serve", "--postgres", "Host=127.0.0.1;Port=1", "--engine", "orleans");

        run.ExitCode.ShouldBe(Silo.SiloEngine.HasOrleans ? ExitCode.NoStore : ExitCode.Usage);
        run.Error.ShouldContain(Silo.SiloEngine.HasOrleans ? "cannot be reached" : "this build has no Orleans: build it with -p:Orleans=true");
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_ends_with_6_and_is_named_without_its_password()
    {
        var run = await CliRun.Of("serve", "--postgres", "Host=127.0.0.1;Port=1;Database=x;Username=y;Password=secret");

        run.ExitCode.ShouldBe(ExitCode.NoStore);
        run.Error.ShouldStartWith("budgetmesh: PostgreSQL at 127.0.0.1:1, database x, schema budgetmesh cannot be reached");
        run.Error.ShouldNotContain("secret");
    }

    [PostgresFact]
    public async Task The_first_admin_key_of_a_database_is_made_once_and_opens_every_server_on_it()
    {
        var database = PostgresServer.Shared.NewSchema();
        var init = await CliRun.Of("serve", "--postgres", database, "--init");
        (await CliRun.Of("serve", "--postgres", database, "--init")).ExitCode.ShouldBe(ExitCode.Refused);

        await using var left = await StartAsync(database);
        await using var right = await StartAsync(database);

        var key = init.Out.Trim();
        (await CliRun.Of("keys", "create", "gateway", "--label", "edge", "--url", left.BaseAddress.ToString(), "--key", key)).ExitCode.ShouldBe(ExitCode.Ok);
        (await CliRun.Of("keys", "list", "--url", right.BaseAddress.ToString(), "--key", key)).Out.ShouldContain("edge");
    }

    private static Task<Silo.SiloHost> StartAsync(string database) =>
        Silo.SiloHost.StartAsync(new Silo.SiloOptions { Postgres = database, Urls = ["http://127.0.0.1:0"], Logging = static _ => { } });
}
