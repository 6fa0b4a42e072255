namespace BudgetMesh.Grains;

/// <summary>
/// Which of several silos owns what: each silo has a weight for each key, a hash of both, and the heaviest owns it (rendezvous
/// hashing, Thaler and Ravishankar 1998). Who knows the same silos comes to the same answer, in whatever order they are listed;
/// where one goes, its keys are spread over the others, and no other key moves.
/// </summary>
public sealed class Rendezvous
{
    private readonly string[] _nodes;
    private readonly ulong[] _hashes;

    /// <param name="nodes">Names, all different; the same on every silo.</param>
    public Rendezvous(IEnumerable<string> nodes)
    {
        // Sorted, so that equal weights, too, are decided alike everywhere.
        _nodes = [.. nodes.Order(StringComparer.Ordinal)];
        _hashes = [.. _nodes.Select(Hash)];
    }

    /// <summary>The heaviest of those that count; null where none does.</summary>
    public string? OwnerOf(string key, Predicate<string> counts)
    {
        var hash = Hash(key);
        var (owner, most) = ((string?)null, 0UL);
        for (var node = 0; node < _nodes.Length; node++)
        {
            var weight = Mix(hash ^ _hashes[node]);
            if ((owner is null || weight > most) && counts(_nodes[node]))
                (owner, most) = (_nodes[node], weight);
        }

        return owner;
    }

    /// <summary>FNV-1a over UTF-16, mixed: its own upper bits hardly differ between names that end differently.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * 1_099_511_628_211UL);
        return Mix(hash);
    }

    /// <summary>The finalizer of SplitMix64: each bit of the answer depends on every bit of the question.</summary>
    private static ulong Mix(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
            return bits ^ (bits >> 31);
        }
    }
}
