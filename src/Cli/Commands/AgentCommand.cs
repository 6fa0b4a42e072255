using System.CommandLine;
using BudgetMesh.Cli.Agents;
using BudgetMesh.Client;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Cli;

/// <summary><c>budgetmesh agent</c>: the gate in a process of its own, for gateways in any language.</summary>
internal static class AgentCommand
{
    private const string KeyVariable = "BUDGETMESH_KEY";

    public static Command Create(Terminal terminal)
    {
        var urls = new Option<string[]>("--url") { Description = $"The silos' addresses, in order of preference; else BUDGETMESH_URL, else {SiloOptionSet.DefaultUrl}.", AllowMultipleArgumentsPerToken = true };
        var key = new Option<string?>("--key") { Description = $"A gateway key; else {KeyVariable}." };
        var name = new Option<string>("--name") { Description = "Names the agent on receipts and in lists.", DefaultValueFactory = static _ => Environment.MachineName.ToLowerInvariant() };
        var socket = new Option<FileInfo?>("--socket") { Description = "A Unix socket to listen at; who may open it may ask for every scope." };
        var listen = new Option<string?>("--listen") { Description = "An address of this machine to listen at; callers send the key of a scope. Port 0 takes a free one.", HelpName = "http://127.0.0.1:PORT" };
        var trust = new Option<bool>("--trust-machine") { Description = "At --listen callers need no key: whatever runs on this machine may ask for every scope." };
        var journal = new Option<DirectoryInfo?>("--journal") { Description = "A directory on a local disk, this agent's own: what it has when it is killed comes back with its next start." };
        var prefetch = new Option<string[]>("--scope") { Description = "Scopes to have slices of from the start.", AllowMultipleArgumentsPerToken = true, HelpName = "PATH" };
        var drain = SharedOptions.Number("--drain-s", "How long an agent that is asked to end waits for open holds to be settled, in seconds.", usual: 10, least: 0, most: 3_600);
        var command = new Command("agent", "Answers decisions at a socket or port of this machine until it is stopped, from rights that silos lend to it. Logs are JSON lines on standard output.")
        {
            urls, key, name, socket, listen, trust, journal, prefetch, drain,
        };
        command.SetAction(async (result, stop) =>
        {
            var options = new AgentOptions(new GateOptions
            {
                Name = result.GetRequiredValue(name),
                Urls = [.. UrlsOf(result.GetValue(urls), terminal)],
                Key = KeyOf(result.GetValue(key) ?? terminal.Variable(KeyVariable)),
                Journal = result.GetValue(journal)?.FullName,
                Prefetch = [.. (result.GetValue(prefetch) ?? []).Select(ScopeOf)],
                DrainPatience = TimeSpan.FromSeconds(result.GetValue(drain)),
            })
            {
                Socket = result.GetValue(socket)?.FullName,
                Listen = result.GetValue(listen) is { } address ? ListenOf(address) : null,
                TrustsMachine = result.GetValue(trust),
            };
            if (options is { Socket: null, Listen: null })
                throw CliException.Usage("say where to listen: --socket PATH, or --listen http://127.0.0.1:PORT");
            await using var agent = await AgentHost.StartAsync(options, static logging => logging.AddJsonConsole(static json => json.UseUtcTimestamp = true), stop);
            terminal.Error.WriteLine($"budgetmesh: listening on {string.Join(", ", agent.Addresses)}");
            await agent.WaitForShutdownAsync(stop);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<Uri> UrlsOf(string[]? urls, Terminal terminal) => urls is { Length: > 0 }
        ? urls.SelectMany(static list => list.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(SiloOptionSet.ParseUrl)
        : [SiloOptionSet.ParseUrl(terminal.Variable("BUDGETMESH_URL") ?? SiloOptionSet.DefaultUrl)];

    private static string KeyOf(string? key) => string.IsNullOrWhiteSpace(key)
        ? throw CliException.Usage($"a gateway key is needed: give --key or set {KeyVariable}; keys create gateway makes one")
        : key;

    private static ScopePath ScopeOf(string text) => ScopePath.TryParse(text, out var scope, out var problem) ? scope : throw CliException.Usage($"--scope: {problem}");

    /// <summary>Another machine would reach it without TLS, and with it the keys of scopes.</summary>
    private static Uri ListenOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", IsLoopback: true, PathAndQuery: "/" }
        ? url
        : throw CliException.Usage($"--listen: \"{text}\" is no address of this machine alone: write http://127.0.0.1:5090");
}
