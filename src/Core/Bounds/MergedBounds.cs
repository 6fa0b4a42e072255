namespace BudgetMesh.Bounds;

/// <summary>What all gateways have seen of answers' lengths, added up. The caller serialises.</summary>
public sealed class MergedBounds
{
    private readonly Dictionary<BoundKey, LengthSketch> _sketches = [];
    private readonly HashSet<BoundKey> _changed = [];

    public int Keys => _sketches.Count;

    /// <summary>Adds what one gateway saw; answers what is known by then. Nothing is where there are <see cref="Limits.BoundKeysMax"/> other keys.</summary>
    public AnswerLengths Merge(LengthsSeen seen)
    {
        if (!_sketches.TryGetValue(seen.Key, out var sketch))
        {
            if (seen.Buckets.Count == 0 || _sketches.Count >= Limits.BoundKeysMax)
                return default;
            _sketches[seen.Key] = sketch = new LengthSketch();
        }

        if (seen.Buckets.Count > 0)
        {
            sketch.Merge(seen.Buckets);
            _changed.Add(seen.Key);
        }

        return AnswerLengths.Of(sketch);
    }

    /// <summary>As it was stored.</summary>
    public void Load(IEnumerable<LengthsSeen> stored)
    {
        foreach (var seen in stored)
            Merge(seen);
        _changed.Clear();
    }

    /// <summary>Takes out what has changed since the last time, whole sketches, to be stored.</summary>
    public IReadOnlyList<LengthsSeen> TakeChanged()
    {
        LengthsSeen[] changed = [.. _changed.Select(key => new LengthsSeen(key, [.. _sketches[key].Buckets]))];
        _changed.Clear();
        return changed;
    }

    /// <summary>What was taken could not be stored.</summary>
    public void PutBack(IReadOnlyList<LengthsSeen> changed) => _changed.UnionWith(changed.Select(seen => seen.Key));
}
