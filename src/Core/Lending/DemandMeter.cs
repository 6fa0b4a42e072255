namespace BudgetMesh.Lending;

/// <summary>
/// How fast a counter rises, by a fast and a slow average from samples of its value, so that charging costs nothing. Exact
/// integers.
/// </summary>
/// <param name="fast">What the fast average is of.</param>
/// <param name="slow">The same of the slow one.</param>
/// <param name="per">The time in which the rates are counted.</param>
internal sealed class DemandMeter(TimeSpan fast, TimeSpan slow, TimeSpan per)
{
    private const int Samples = 8;

    /// <summary>A younger meter assumes that it has watched for this long: two requests in a row are no burn rate.</summary>
    private static readonly TimeSpan AgeLeast = TimeSpan.FromMilliseconds(50);

    private readonly Ring _fast = new(fast, per);
    private readonly Ring _slow = new(slow, per);

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

    /// <summary>Gross and net rate at <paramref name="now"/>, each 0 or more: the larger average, for what must not run out.</summary>
    public (long Gross, long Net) Rate(TimeSpan now, long gross, long net)
    {
        var fast = _fast.Rate(now, gross, net);
        var slow = _slow.Rate(now, gross, net);
        return (Math.Max(fast.Gross, slow.Gross), Math.Max(fast.Net, slow.Net));
    }

    /// <summary>
    /// The same, for what should neither run out nor lie idle: the slow average, which wavers less, unless the fast one is further from
    /// it than chance explains.
    /// </summary>
    /// <param name="size">What one request adds, on average.</param>
    public (long Gross, long Net) SteadyRate(TimeSpan now, long gross, long net, long size)
    {
        var fast = _fast.Rate(now, gross, net);
        var slow = _slow.Rate(now, gross, net);
        return (Steady(fast.Gross, slow.Gross, size), Steady(fast.Net, slow.Net, size));
    }

    /// <summary>Of n requests that come by chance there are as often √n more or less as not; five times that is another demand, also where clients that try again come in clumps.</summary>
    private long Steady(long rateFast, long rateSlow, long size)
    {
        var difference = (Int128)Math.Abs(rateFast - rateSlow);
        return difference * (difference * fast.Ticks / per.Ticks) > 25 * (Int128)rateSlow * Math.Max(1, size) ? rateFast : rateSlow;
    }

    private sealed class Ring(TimeSpan span, TimeSpan per)
    {
        private readonly (TimeSpan At, long Gross, long Net)[] _samples = new (TimeSpan, long, long)[Samples];
        private int _count;

        public void Sample(TimeSpan now, long gross, long net)
        {
            if (_count > 0 && now - _samples[(_count - 1) % Samples].At < span / Samples)
                return;
            _samples[_count++ % Samples] = (now, gross, net);
        }

        public (long Gross, long Net) Rate(TimeSpan now, long gross, long net)
        {
            if (_count == 0)
                return default;
            var since = Since(now - span);
            var age = now - since.At > AgeLeast ? now - since.At : AgeLeast;
            return (Rate(gross - since.Gross, age), Rate(net - since.Net, age));
        }

        /// <summary>The last sample of that time or before, else the oldest: seldom sampled, it should not look further back for that.</summary>
        private (TimeSpan At, long Gross, long Net) Since(TimeSpan time)
        {
            var oldest = Math.Max(0, _count - Samples);
            var index = _count - 1;
            while (index > oldest && _samples[index % Samples].At > time)
                index--;
            return _samples[index % Samples];
        }

        private long Rate(long amount, TimeSpan age) =>
            (long)Int128.Min((Int128)Math.Max(0, amount) * per.Ticks / age.Ticks, long.MaxValue);
    }
}
