using BudgetMesh.Client;
using BudgetMesh.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>
/// The silo's own gate, for those who ask the silo itself for decisions. It is a gateway as any other, over HTTP and with a key of its own,
/// and begins with the first who asks: a silo that nobody asks lends nothing to itself.
/// </summary>
internal sealed class SiloGate(SiloPeers? peers, KeyRing keys, IServer server, ILogger<SiloGate> log) : IHostedLifecycleService, IDisposable
{
    /// <summary>A silo that ends waits so long for holds of its own to be settled.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private Gate? _gate;
    private string? _keyId;
    private bool _isStopping;

    /// <summary>By its place among its peers they tell whose holds are whose.</summary>
    public string Name => peers is null ? "silo" : $"silo-{peers.All.Index().First(peer => peer.Item == peers.Self).Index}";

    /// <exception cref="SiloException">The silo ends, or its store cannot be reached.</exception>
    public async ValueTask<Gate> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _gate) is { } gate)
            return gate;
        await _one.WaitAsync(cancellation);
        try
        {
            if (_isStopping)
                throw new SiloException("this server ends: ask another");
            if (_gate is null)
                Volatile.Write(ref _gate, await ConnectAsync());
            return _gate;
        }
        catch (StoreUnavailableException away)
        {
            throw new SiloException(away.Message, away);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>While the server still answers: the gate says over HTTP what it gives back.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(CancellationToken.None);
        _isStopping = true;
        _one.Release();
        if (_gate is null)
            return;
        await _gate.DisposeAsync();
        try
        {
            await keys.RevokeAsync(_keyId!);
        }
        catch (StoreUnavailableException away)
        {
            log.LogInformation("Key {Key} of this silo's own gate stays until somebody revokes it; nobody knows its secret: {Problem}", _keyId, away.Message);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _one.Dispose();

    private async Task<Gate> ConnectAsync()
    {
        var url = Self();
        var label = $"decisions of {peers?.Self ?? url}";
        // A life that was killed could not revoke its own.
        foreach (var old in await keys.ListAsync(CancellationToken.None))
        {
            if (old is { Role: KeyRole.Gateway, RevokedAt: null } && old.Label == label)
                await keys.RevokeAsync(old.Id);
        }

        var (key, secret) = await keys.CreateAsync(KeyRole.Gateway, label);
        _keyId = key.Id;
        return await Gate.ConnectAsync(new GateOptions { Name = Name, Urls = [url], Key = secret, Logger = log, DrainPatience = DrainPatience, FarewellPatience = FarewellPatience });
    }

    /// <summary>The address at which it reaches itself: one that stands for all addresses of the machine is no destination.</summary>
    private Uri Self()
    {
        var address = new UriBuilder(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (address.Host is "0.0.0.0" or "[::]" or "+" or "*")
            address.Host = "127.0.0.1";
        return address.Uri;
    }
}
