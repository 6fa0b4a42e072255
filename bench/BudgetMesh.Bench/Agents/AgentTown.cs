using System.Diagnostics;
using BudgetMesh.Tests;

namespace BudgetMesh.Bench.Agents;

/// <summary>A server and an agent, each a process, in a temporary folder that goes with them.</summary>
internal sealed class AgentTown : IAsyncDisposable
{
    private const string Listening = "budgetmesh: listening on ";

    private const string Mesh =
        """
        deployments: [{id: lab/best, tier: premium}, {id: lab/good, tier: standard}, {id: lab/small, tier: economy}]
        ladders: {default: {rungs: [premium, standard, economy]}}
        scopes:
          acme: {budgets: [{name: month, amount: 1000000 USD, period: month}]}
          acme/chat: {budgets: [{name: month, amount: 900000 USD, period: month}]}
          acme/chat/bot: {budgets: [{name: month, amount: 800000 USD, period: month}]}
        prices:
          overlay:
            - {provider: lab, model: best, input_mtok: 5, output_mtok: 25}
            - {provider: lab, model: good, input_mtok: 1, output_mtok: 5}
            - {provider: lab, model: small, input_mtok: 0.1, output_mtok: 0.5}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("budgetmesh-bench-");
    private ServerProcess? _server;
    private Process? _agent;

    private AgentTown()
    {
    }

    /// <summary>Where the agent listens.</summary>
    public string Socket => Path.Combine(_folder.FullName, "agent.sock");

    public static async Task<AgentTown> StartAsync(CancellationToken cancellation)
    {
        var town = new AgentTown();
        try
        {
            await town.BeginAsync(cancellation);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is { HasExited: false })
        {
            _agent.Kill();
            await _agent.WaitForExitAsync();
        }

        _agent?.Dispose();
        _server?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        string[] books = ["--data", Path.Combine(_folder.FullName, "books")];
        var mesh = Path.Combine(_folder.FullName, "mesh.yaml");
        await File.WriteAllTextAsync(mesh, Mesh, cancellation);
        var admin = await TheProgram.DoAsync(["serve", .. books, "--init"]);
        var url = FreeUrls.Find(1, Environment.ProcessId)[0];
        _server = await ServerProcess.StartAsync(url, books);
        await TheProgram.DoAsync(["apply", "-f", mesh, "--url", url, "--key", admin]);
        var key = await TheProgram.DoAsync(["keys", "create", "gateway", "--label", "bench", "--url", url, "--key", admin]);
        _agent = TheProgram.Start(["agent", "--socket", Socket, "--url", url, "--key", key, "--scope", "acme/chat/bot", "--drain-s", "0"]);
        _ = _agent.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellation);
        while (await _agent.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException("the agent has ended before it listened");
    }
}
