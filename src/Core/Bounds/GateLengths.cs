namespace BudgetMesh.Bounds;

/// <summary>What one gateway knows of the answers of one key: what all gateways have seen together, and what it has seen itself and not told yet.</summary>
public sealed class GateLengths
{
    private readonly GateBounds _table;

    /// <summary>Null until the first answer; most keys of a mesh never have one at this gateway.</summary>
    private LengthSketch? _fresh;

    internal GateLengths(GateBounds table, BoundKey key) => (_table, Key) = (table, key);

    public BoundKey Key { get; }

    /// <summary>What all gateways know together, as last told.</summary>
    public AnswerLengths Known { get; private set; }

    /// <summary>It is to be told, or asked about, with the next report.</summary>
    public bool IsDue { get; private set; }

    /// <summary>This key's answers are to give a bound: ask what is known of them.</summary>
    public void Use() => MakeDue();

    /// <summary>An answer of so many tokens has come, with such a bound.</summary>
    public void Record(TokenCount output, TokenCount bound)
    {
        _fresh ??= new LengthSketch();
        _fresh.Record(BoundRules.Learnable(output, bound));
        MakeDue();
        if (!Known.IsKnown && _fresh.Answers >= BoundRules.AnswersUrgent)
            _table.Hurry();
    }

    internal void Learn(AnswerLengths known) => Known = known;

    /// <summary>Hands over what was not told yet.</summary>
    internal IReadOnlyList<BucketCount> Take()
    {
        IsDue = false;
        if (_fresh is not { Answers: > 0 } fresh)
            return [];
        BucketCount[] taken = [.. fresh.Buckets];
        fresh.Clear();
        return taken;
    }

    /// <summary>What was taken could not be told.</summary>
    internal void PutBack(IReadOnlyList<BucketCount> taken)
    {
        if (taken.Count > 0)
            (_fresh ??= new LengthSketch()).Merge(taken);
        MakeDue();
    }

    private void MakeDue()
    {
        if (IsDue)
            return;
        IsDue = true;
        _table.Due(this);
    }
}
