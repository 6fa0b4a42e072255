using BudgetMesh.Cli;
using BudgetMesh.Mesh;

namespace BudgetMesh.Chaos;

/// <summary>Silos as processes over one PostgreSQL, with a mesh in force. Disposing of it leaves nothing behind.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly PostgresServer _postgres;
    private readonly string _adminKey;

    private Cluster(PostgresServer postgres, IReadOnlyList<SiloMember> silos, string adminKey) => (_postgres, Silos, _adminKey) = (postgres, silos, adminKey);

    public IReadOnlyList<SiloMember> Silos { get; }

    public string GatewayKey { get; private set; } = "";

    public static async Task<Cluster> StartAsync(StormOptions options, MeshInput mesh, CancellationToken stop)
    {
        var postgres = PostgresServer.Start();
        try
        {
            var adminKey = await TheProgram.DoAsync("serve", "--postgres", postgres.ConnectionString, "--init");
            var urls = FreeUrls.Find(options.Silos, options.Seed);
            string[] serve = ["--postgres", postgres.ConnectionString, "--peers", string.Join(',', urls), "--advertise"];
            var cluster = new Cluster(postgres, [.. urls.Select((url, place) => new SiloMember(place + 1, url, [.. serve, url]))], adminKey);
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

    public void KillPostgresAndStartIt() => _postgres.KillAndStart();

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

    private async Task BeginAsync(MeshInput mesh, CancellationToken stop)
    {
        try
        {
            // The first one alone, so that the others find mesh and key when they start.
            await Silos[0].StartAsync(stop);
            using var admin = Administer(Silos[0]);
            await admin.ApplyMeshAsync(MeshFile.Write(mesh.Config), stop);
            GatewayKey = (await admin.CreateKeyAsync("gateway", "gates in a storm", stop)).Secret;
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
