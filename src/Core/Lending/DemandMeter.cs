namespace BudgetMesh.Lending;

/// <summary>
/// How fast a counter rises: the larger of a fast and a slow average, from samples of its value, so that charging costs
/// nothing. Exact integers.
/// </summary>
/// <param name="fast">What the fast average is of.</param>
/// <param name="slow">The same of the slow one.</param>
/// <param name="per">The time in which the rates are counted.</param>
internal sealed class DemandMeter(TimeSpan fast, TimeSpan slow, TimeSpan per)
{
    private const int Samples = 8;

    /// <summary>A younger meter assumes that it has watched for this long: two requests in a row are no burn rate.</summary>
    private static readonly TimeSpan AgeLeast = TimeSpan.FromMilliseconds(50);

    private readonly Ring _fast = new(fast / Samples, per);
    private readonly Ring _slow = new(slow / Samples, per);

    /// <summary>For budgets: units per second over 2 and 30 seconds.</summary>
    public DemandMeter()
        : this(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1))
    {
    }

    /// <summary>Notes the counters' values; call it whenever the rate is asked for.</summary>
    public void Sample(TimeSpan now, long gross, long net)
    {
        _fast.Sample(now, gross, net);
        _slow.Sample(now, gross, net);
    }

    /// <summary>Gross and net rate at <paramref name="now"/>, each 0 or more.</summary>
    public (long Gross, long Net) Rate(TimeSpan now, long gross, long net)
    {
        var fast = _fast.Rate(now, gross, net);
        var slow = _slow.Rate(now, gross, net);
        return (Math.Max(fast.Gross, slow.Gross), Math.Max(fast.Net, slow.Net));
    }

    private sealed class Ring(TimeSpan spacing, TimeSpan per)
    {
        private readonly (TimeSpan At, long Gross, long Net)[] _samples = new (TimeSpan, long, long)[Samples];
        private int _count;

        public void Sample(TimeSpan now, long gross, long net)
        {
            if (_count > 0 && now - _samples[(_count - 1) % Samples].At < spacing)
                return;
            _samples[_count++ % Samples] = (now, gross, net);
        }

        public (long Gross, long Net) Rate(TimeSpan now, long gross, long net)
        {
            if (_count == 0)
                return default;
            var oldest = _samples[_count <= Samples ? 0 : _count % Samples];
            var age = now - oldest.At > AgeLeast ? now - oldest.At : AgeLeast;
            return (Rate(gross - oldest.Gross, age), Rate(net - oldest.Net, age));
        }

        private long Rate(long amount, TimeSpan age) =>
            (long)Int128.Min((Int128)Math.Max(0, amount) * per.Ticks / age.Ticks, long.MaxValue);
    }
}
