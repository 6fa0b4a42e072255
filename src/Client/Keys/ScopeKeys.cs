using System.Collections.Concurrent;
using BudgetMesh.Wire;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>
/// Finds out whose secret it is. What a silo said is believed for a while; a key that was good stays good while no silo answers, for as long
/// as somebody who revokes one can bear.
/// </summary>
internal sealed class ScopeKeys(ISiloTransport silo, GateOptions options)
{
    /// <summary>A key that was revoked is taken this long at most while silos answer, and one that is new may be unknown for as long.</summary>
    public static readonly TimeSpan BelievedFor = TimeSpan.FromSeconds(5);

    /// <summary>The same while none answers.</summary>
    public static readonly TimeSpan BelievedAwayFor = TimeSpan.FromMinutes(5);

    /// <summary>While none answers, one of all who ask for a key goes on asking so often; the others take what is known.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Wrong secrets are remembered too; somebody who tries many must not fill the memory.</summary>
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, Found> _found = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ScopeKey?>>> _asked = new(StringComparer.Ordinal);

    /// <summary>Null for a secret of no scope's key, or of one that was revoked.</summary>
    /// <exception cref="SiloException">No silo answers, and it was not asked for lately.</exception>
    public ValueTask<ScopeKey?> FindAsync(string secret, CancellationToken cancellation)
    {
        if (!KeySecret.IsWellFormed(secret))
            return ValueTask.FromResult<ScopeKey?>(null);
        var hash = KeySecret.Hash(secret);
        if (_found.TryGetValue(hash, out var found) && options.Time.GetTimestamp() < found.AskAt)
            return ValueTask.FromResult(found.Key);
        // Asked only once it is in the list: it takes itself out.
        var asked = _asked.GetOrAdd(hash, static (hash, self) => new Lazy<Task<ScopeKey?>>(() => self.AskAsync(hash)), this);
        return new ValueTask<ScopeKey?>(asked.Value.WaitAsync(cancellation));
    }

    private async Task<ScopeKey?> AskAsync(string hash)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.SyncTimeout, options.Time);
            var reply = await silo.FindScopeKeyAsync(new ScopeKeyQuery(hash), timeout.Token).ConfigureAwait(false);
            return Remember(hash, reply.Key is { } line ? ScopeKey.Of(line) : null, BelievedFor, options.Time.GetTimestamp());
        }
        catch (Exception away) when (away is SiloException or OperationCanceledException)
        {
            if (!_found.TryGetValue(hash, out var found) || found.Key is not { } known || options.Time.GetElapsedTime(found.SaidAt) >= BelievedAwayFor)
                throw away as SiloException ?? new SiloException("no silo has said in time whose key it is", away);
            options.Logger.LogWarning("Gate {Gate}: key {Key} is taken for good, as no silo says: {Problem}", options.Name, known.Id, away.Message);
            return Remember(hash, known, AskAgainAfter, found.SaidAt);
        }
        finally
        {
            _asked.TryRemove(hash, out _);
        }
    }

    private ScopeKey? Remember(string hash, ScopeKey? key, TimeSpan believedFor, long saidAt)
    {
        if (_found.Count >= RememberedMax)
            _found.Clear();
        _found[hash] = new Found(key, options.Time.GetTimestamp() + (long)(believedFor.TotalSeconds * options.Time.TimestampFrequency), saidAt);
        return key;
    }

    /// <param name="AskAt">When a silo is to be asked again.</param>
    /// <param name="SaidAt">When one has said it.</param>
    private sealed record Found(ScopeKey? Key, long AskAt, long SaidAt);
}
