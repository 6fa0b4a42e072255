namespace BudgetMesh.Bounds;

/// <summary>
/// What a gateway knows of answers' lengths, and what it has to tell the silo, which merges what all gateways see. Nothing here
/// is money: a report that is lost or counted twice moves a quantile by less than chance does. The caller serialises.
/// </summary>
public sealed class GateBounds
{
    private readonly Dictionary<BoundKey, GateLengths> _lengths = [];
    private readonly Queue<GateLengths> _due = new();
    private bool _isUnanswered;

    /// <summary>Gateways that share what they see, this one among them; at least 1.</summary>
    public int Gateways { get; private set; } = 1;

    /// <summary>There is something to tell or to ask.</summary>
    public bool HasNews => _due.Count > 0;

    /// <summary>A gateway has seen so many answers of a key that is too little known that others, too, wait for them. Cleared by <see cref="TakeReport"/>.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Something is to be told of a key that is still too little known: tell soon.</summary>
    public bool IsCold
    {
        get
        {
            foreach (var lengths in _due)
            {
                if (!lengths.Known.IsKnown)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The entry of a key; null where there are <see cref="Limits.BoundKeysPerGateMax"/> others: its bound stays the fixed one.</summary>
    public GateLengths? Open(in BoundKey key)
    {
        if (_lengths.TryGetValue(key, out var lengths))
            return lengths;
        if (_lengths.Count >= Limits.BoundKeysPerGateMax)
            return null;
        lengths = _lengths[key] = new GateLengths(this, key);
        lengths.Use();
        return lengths;
    }

    internal void Due(GateLengths lengths) => _due.Enqueue(lengths);

    /// <summary>Not after a report that got no answer: whoever cannot be reached is not to be hurried.</summary>
    internal void Hurry() => IsUrgent |= !_isUnanswered;

    /// <summary>Takes out what is to be told, up to <see cref="Limits.BoundKeysPerReportMax"/> keys.</summary>
    public IReadOnlyList<LengthsSeen> TakeReport()
    {
        IsUrgent = false;
        var report = new List<LengthsSeen>(Math.Min(_due.Count, Limits.BoundKeysPerReportMax));
        while (report.Count < Limits.BoundKeysPerReportMax && _due.TryDequeue(out var lengths))
            report.Add(new LengthsSeen(lengths.Key, lengths.Take()));
        return report;
    }

    /// <summary>The report did not arrive, as far as is known.</summary>
    public void PutBack(IReadOnlyList<LengthsSeen> report)
    {
        _isUnanswered = true;
        foreach (var (key, buckets) in report)
            Open(key)?.PutBack(buckets);
    }

    /// <summary>What all gateways know together.</summary>
    /// <param name="gateways">How many there are; at least 1.</param>
    public void Learn(int gateways, IEnumerable<(BoundKey Key, AnswerLengths Lengths)> known)
    {
        Gateways = Math.Max(1, gateways);
        _isUnanswered = false;
        foreach (var (key, lengths) in known)
        {
            if (_lengths.TryGetValue(key, out var entry))
                entry.Learn(lengths);
        }
    }
}

/// <summary>What a gateway saw of one key since it last told.</summary>
/// <param name="Buckets">Filled buckets, shortest first; empty where it only asks.</param>
public sealed record LengthsSeen(BoundKey Key, IReadOnlyList<BucketCount> Buckets);
