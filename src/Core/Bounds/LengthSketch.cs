namespace BudgetMesh.Bounds;

/// <summary>
/// How long answers are: a histogram over <see cref="LengthBuckets"/>, of which quantiles are read. Two are merged by adding
/// them up. It follows change by forgetting half: see <see cref="HalvedAt"/>. Counting allocates nothing.
/// </summary>
public sealed class LengthSketch
{
    /// <summary>
    /// With so many answers every count is halved, so that the last 16,000 to 32,000 weigh most. Fewer would leave the 99.9th
    /// percentile to a handful of answers; with more a model that has changed would be judged by what it was.
    /// </summary>
    public const int HalvedAt = 32_768;

    private readonly long[] _answers = new long[LengthBuckets.Count];

    /// <summary>The longest bucket that is not empty; -1 where all are.</summary>
    private int _longest = -1;

    /// <summary>Answers that are counted, those that were forgotten not.</summary>
    public long Answers { get; private set; }

    /// <summary>The longest length counted and not yet forgotten, to the end of its bucket; 0 where there is none.</summary>
    public long Longest => _longest < 0 ? 0 : LengthBuckets.LongestOf(_longest);

    /// <summary>The filled buckets, shortest first.</summary>
    public IEnumerable<BucketCount> Buckets
    {
        get
        {
            for (var bucket = 0; bucket <= _longest; bucket++)
            {
                if (_answers[bucket] > 0)
                    yield return new BucketCount(bucket, _answers[bucket]);
            }
        }
    }

    /// <param name="tokens">0 or more.</param>
    public void Record(long tokens) => Add(LengthBuckets.IndexOf(tokens), 1);

    /// <param name="bucket">From 0 to <see cref="LengthBuckets.Count"/> − 1.</param>
    /// <param name="answers">0 or more.</param>
    public void Add(int bucket, long answers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(answers);
        if (answers == 0)
            return;
        _answers[bucket] = checked(_answers[bucket] + answers);
        Answers = checked(Answers + answers);
        _longest = Math.Max(_longest, bucket);
        while (Answers >= HalvedAt)
            Halve();
    }

    public void Merge(IEnumerable<BucketCount> buckets)
    {
        foreach (var (bucket, answers) in buckets)
            Add(bucket, answers);
    }

    /// <summary>
    /// A length that the next answer is longer than with a chance of at most (1000 − <paramref name="permille"/>) / 1000,
    /// whatever the distribution, where answers do not change and n of them are counted: the one of rank ⌈q (n + 1)⌉. Needs
    /// n ≥ q / (1 − q); with fewer it is the longest. To the end of its bucket; 0 where nothing is counted.
    /// </summary>
    /// <param name="permille">1 to 999.</param>
    public long Quantile(int permille)
    {
        var above = Answers - Math.Min(Answers, (permille * (Answers + 1) + 999) / 1000);
        for (var bucket = _longest; bucket >= 0; bucket--)
        {
            above -= _answers[bucket];
            if (above < 0)
                return LengthBuckets.LongestOf(bucket);
        }

        return 0;
    }

    public void Clear()
    {
        Array.Clear(_answers);
        (Answers, _longest) = (0, -1);
    }

    /// <summary>
    /// Halves, for each length, how many answers are longer. Halving each bucket on its own would lose a long tail, where
    /// buckets have an answer each, and with it the very quantile that matters.
    /// </summary>
    private void Halve()
    {
        var (longer, kept, longest) = (0L, 0L, -1);
        for (var bucket = _longest; bucket >= 0; bucket--)
        {
            longer += _answers[bucket];
            _answers[bucket] = longer / 2 - kept;
            kept = longer / 2;
            if (longest < 0 && kept > 0)
                longest = bucket;
        }

        (Answers, _longest) = (kept, longest);
    }
}
