using BudgetMesh.Silo;
using BudgetMesh.Storage;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Cli;

/// <summary>A real silo of this process, for one run: books in SQLite in a temporary directory, HTTP on a free port of the loopback.</summary>
internal sealed class TemporarySilo : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly SiloHost _host;

    private TemporarySilo(DirectoryInfo directory, SiloHost host, SiloAccess access) => (_directory, _host, Access) = (directory, host, access);

    public SiloAccess Access { get; }

    /// <summary>What the store takes of the disk.</summary>
    public long StoreBytes() => _directory.EnumerateFiles().Sum(static file => file.Length);

    /// <exception cref="CliException">It cannot start, or refuses the mesh.</exception>
    public static async Task<TemporarySilo> StartAsync(MeshInput mesh, TextWriter error, CancellationToken cancellation, TimeProvider? clock = null)
    {
        var directory = Directory.CreateTempSubdirectory("budgetmesh-");
        try
        {
            var host = await SiloHost.StartAsync(
                new SiloOptions { DataDirectory = directory.FullName, Urls = ["http://127.0.0.1:0"], Clock = clock ?? TimeProvider.System, Logging = logging => logging.AddProvider(new WarningLog(error)) }, cancellation);
            var admin = new AdminClient(host.BaseAddress, await host.CreateKeyAsync(KeyRole.Admin, "this run"));
            var silo = new TemporarySilo(directory, host, new SiloAccess(host.BaseAddress, await host.CreateKeyAsync(KeyRole.Gateway, "this run"), admin));
            if (mesh.PriceList is { } list)
                await admin.ApplyPricesAsync(list, dryRun: false, cancellation);
            await admin.ApplyMeshAsync(Mesh.MeshFile.Write(mesh.Config), cancellation);
            return silo;
        }
        catch (SiloStartException failure)
        {
            directory.Delete(recursive: true);
            throw new CliException(ExitCode.NoStore, failure.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Access.Admin.Dispose();
        await _host.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
