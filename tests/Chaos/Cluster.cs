using BudgetMesh.Cli;
using BudgetMesh.Mesh;
using BudgetMesh.Silo;

namespace BudgetMesh.Chaos;

/// <summary>Silos as processes over one PostgreSQL, with a mesh in force. Disposing of it leaves nothing behind.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly PostgresServer _postgres;
    private readonly string _adminKey;

    private Cluster(PostgresServer postgres, IReadOnlyList<SiloMember> silos, string adminKey) => (_postgres, Silos, _adminKey) = (postgres, silos, adminKey);

    public IReadOnlyList<SiloMember> Silos { get; }

    public string GatewayKey { get; private set; } = "";

    /// <param name="count">How many silos.</param>
    /// <param name="seed">Decides the ports that are tried first.</param>
    /// <param name="engine">Who places owners.</param>
    /// <param name="oldBuild">Where another build of the program is that the silos start with; null for this one.</param>
    /// <param name="mesh">Applied before the second silo starts.</param>
    /// <param name="stop">Ends the start; nothing is left behind then.</param>
    public static async Task<Cluster> StartAsync(int count, int seed, OwnerEngine engine, string? oldBuild, MeshInput mesh, CancellationToken stop)
    {
        var postgres = PostgresServer.Start();
        try
        {
            var adminKey = await TheProgram.DoAsync(["serve", "--postgres", postgres.ConnectionString, "--init"], oldBuild);
            var urls = FreeUrls.Find(count, seed);
            var cluster = new Cluster(
                postgres,
                [.. urls.Select((url, place) => new SiloMember(place + 1, url, ["--postgres", postgres.ConnectionString, .. Together(engine, url, urls)], oldBuild))],
                adminKey);
            await cluster.BeginAsync(mesh, stop);
            return cluster;
        }
        catch
        {
            postgres.Dispose();
            throw;
        }
    }

    /// <summary>The addresses in the order in which a gate prefers them: each of them is the first of some.</summary>
    public IReadOnlyList<Uri> UrlsFor(int gate) => [.. Enumerable.Range(gate, Silos.Count).Select(place => Silos[place % Silos.Count].Url)];

    public AdminClient Administer(SiloMember silo) => new(silo.Url, _adminKey);

    public void KillPostgres() => _postgres.Kill();

    public void StartPostgresAgain() => _postgres.StartAgain();

    public Task HealAsync(CancellationToken stop) => Task.WhenAll(Silos.Select(silo => silo.HealAsync(stop)));

    /// <summary>All silos end in good order, and one starts anew: what it knows is what the database has.</summary>
    public async Task<SiloMember> StartAnewAsync(CancellationToken stop)
    {
        await Task.WhenAll(Silos.Select(static silo => silo.StopAsync()));
        await Silos[0].StartAsync(stop);
        return Silos[0];
    }

    public void Dispose()
    {
        foreach (var silo in Silos)
            silo.Dispose();
        _postgres.Dispose();
    }

    /// <summary>How a silo and the others find each other.</summary>
    private static string[] Together(OwnerEngine engine, string url, string[] urls) => engine == OwnerEngine.Orleans
        ? ["--engine", "orleans", "--silo-port", "0"]
        : ["--engine", "local", "--peers", string.Join(',', urls), "--advertise", url];

    private async Task BeginAsync(MeshInput mesh, CancellationToken stop)
    {
        try
        {
            // The first one alone, so that the others find mesh and key when they start.
            await Silos[0].StartAsync(stop);
            using var admin = Administer(Silos[0]);
            await admin.ApplyMeshAsync(MeshFile.Write(mesh.Config), stop);
            GatewayKey = (await admin.CreateKeyAsync("gateway", "gates in a storm", scope: null, refusalStatus: null, stop)).Secret;
            await Task.WhenAll(Silos.Skip(1).Select(silo => silo.StartAsync(stop)));
        }
        catch
        {
            foreach (var silo in Silos)
                silo.Dispose();
            throw;
        }
    }
}
