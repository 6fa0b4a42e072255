using System.CommandLine;
using BudgetMesh.Silo;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh serve</c>: the server.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<DirectoryInfo?>("--data") { Description = "A directory for the books; one server at a time." };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Or a PostgreSQL database for the books, as Npgsql names it: Host=db;Database=budgetmesh;Username=budgetmesh. Any number of servers; a password is better in PGPASSWORD or PGPASSFILE.",
            HelpName = "CONNECTION",
        };
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
        };
        var peers = new Option<string[]>("--peers")
        {
            Description = "All servers on the database, by the URLs at which they reach each other, this one among them: each scope gets one of them, and the others pass on what is for it.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "URL,URL,…",
        };
        var advertise = new Option<string?>("--advertise") { Description = "Which of the peers this server is.", HelpName = "URL" };
        var openMetrics = new Option<bool>("--open-metrics") { Description = "Let anybody read /metrics, which names scopes and what they have left." };
        var init = new Option<bool>("--init") { Description = "Prepare the store, print the first admin key once, and end." };
        var command = new Command("serve", "Runs the server until it is stopped. Logs are JSON lines on standard output.") { data, postgres, urls, peers, advertise, openMetrics, init };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null == result.GetValue(postgres) is null)
                result.AddError("serve needs a place for the books: either --data DIR or --postgres CONNECTION");
            if ((result.GetValue(peers) is null or []) != (result.GetValue(advertise) is null))
                result.AddError("--peers names all servers on the database, and --advertise which of them this one is: give both or neither");
        });
        command.SetAction(async (result, stop) =>
        {
            try
            {
                var options = new SiloOptions
                {
                    DataDirectory = result.GetValue(data)?.FullName,
                    Postgres = result.GetValue(postgres),
                    Urls = [.. result.GetRequiredValue(urls).SelectMany(list => list.Split(';', StringSplitOptions.RemoveEmptyEntries))],
                    Peers = result.GetValue(advertise) is { } self ? PeersOf(result.GetValue(peers)!, self) : null,
                    HasOpenMetrics = result.GetValue(openMetrics),
                };
                if (result.GetValue(init))
                    return await InitializeAsync(options, terminal);
                await using var silo = await SiloHost.StartAsync(options, stop);
                terminal.Error.WriteLine($"budgetmesh: listening on {silo.BaseAddress}");
                await silo.WaitForShutdownAsync(stop);
                return ExitCode.Ok;
            }
            catch (SiloStartException failure)
            {
                throw new CliException(ExitCode.NoStore, failure.Message);
            }
        });
        return command;
    }

    /// <exception cref="CliException">What they say cannot be.</exception>
    private static SiloPeers PeersOf(string[] peers, string self)
    {
        var named = new SiloPeers([.. peers.SelectMany(static list => list.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Url)], Url(self));
        return named.Problem is { } problem ? throw CliException.Usage(problem) : named;
    }

    private static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw CliException.Usage($"{text} is no URL: write for example http://silo-1:8080");

    private static async Task<int> InitializeAsync(SiloOptions options, Terminal terminal)
    {
        if (await SiloSetup.InitializeAsync(options) is not { } secret)
            throw new CliException(ExitCode.Refused, $"{options.DataDirectory ?? "the database"} has an admin key already: keys create makes another");
        terminal.Error.WriteLine("budgetmesh: the first admin key, shown here and never again:");
        terminal.Out.WriteLine(secret);
        return ExitCode.Ok;
    }
}
