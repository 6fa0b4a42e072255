using System.Collections.Immutable;
using BudgetMesh.Grains;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Silo;

/// <summary>The silos that share out the owners, and who of those that are there owns what.</summary>
internal sealed partial class PeerSet : IDisposable
{
    private readonly Rendezvous _silos;
    private readonly ImmutableDictionary<string, Peer> _others;
    private readonly ILogger _log;

    /// <param name="peers">Null for a silo that is alone, or whose engine places owners by itself.</param>
    public PeerSet(SiloPeers? peers, ILogger<PeerSet> log)
    {
        _log = log;
        Self = peers?.Self;
        _silos = new Rendezvous((peers?.All ?? []).Select(static peer => peer.AbsoluteUri));
        // Real time, whatever the owners' clock: the others are other processes.
        _others = (peers?.Others ?? []).ToImmutableDictionary(static address => address.AbsoluteUri, static address => new Peer(address, TimeProvider.System));
    }

    /// <summary>This silo, as the others know it; null where it is alone.</summary>
    public Uri? Self { get; }

    public IEnumerable<Peer> Others => _others.Values;

    public bool IsAlone => _others.IsEmpty;

    /// <summary>The silo that owns a key; null where it is this one.</summary>
    /// <param name="failed">Silos that could not be asked just now, though they may be in.</param>
    public Peer? OwnerOf(string key, ImmutableHashSet<Peer> failed)
    {
        var owner = _silos.OwnerOf(key, name => !_others.TryGetValue(name, out var peer) || (peer.IsIn && !failed.Contains(peer)));
        return owner is null ? null : _others.GetValueOrDefault(owner);
    }

    public void LeaveOut(Peer peer, string problem)
    {
        if (peer.TryLeaveOut())
            LogOut(peer.Address, problem);
    }

    public void Answered(Peer peer)
    {
        if (peer.TryTakeIn())
            LogIn(peer.Address);
    }

    public void Dispose()
    {
        foreach (var peer in Others)
            peer.Dispose();
    }

    [LoggerMessage(51, LogLevel.Warning, "Silo {Peer} is left out until it answers again; its scopes have other owners meanwhile: {Problem}")]
    private partial void LogOut(Uri peer, string problem);

    [LoggerMessage(52, LogLevel.Information, "Silo {Peer} answers and owns its scopes")]
    private partial void LogIn(Uri peer);
}
