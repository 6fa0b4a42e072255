namespace BudgetMesh.Lending;

/// <summary>
/// How fast a counter rises: the larger of a fast and a slow average, from samples of its value, so that charging costs
/// nothing. Units per second; exact integers.
/// </summary>
internal sealed class DemandMeter
{
    private const int Samples = 8;
    private static readonly TimeSpan FastSpan = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlowSpan = TimeSpan.FromSeconds(30);

    /// <summary>A younger meter assumes that it has watched for this long: two requests in a row are no burn rate.</summary>
    private static readonly TimeSpan AgeLeast = TimeSpan.FromMilliseconds(50);

    private readonly Ring _fast = new(FastSpan / Samples);
    private readonly Ring _slow = new(SlowSpan / Samples);

    /// <summary>Notes the counters' values; call it whenever the rate is asked for.</summary>
    public void Sample(TimeSpan now, long gross, long net)
    {
        _fast.Sample(now, gross, net);
        _slow.Sample(now, gross, net);
    }

    /// <summary>Gross and net units per second at <paramref name="now"/>, each 0 or more.</summary>
    public (long Gross, long Net) Rate(TimeSpan now, long gross, long net)
    {
        var fast = _fast.Rate(now, gross, net);
        var slow = _slow.Rate(now, gross, net);
        return (Math.Max(fast.Gross, slow.Gross), Math.Max(fast.Net, slow.Net));
    }

    private sealed class Ring(TimeSpan spacing)
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
            return (PerSecond(gross - oldest.Gross, age), PerSecond(net - oldest.Net, age));
        }

        private static long PerSecond(long amount, TimeSpan age) =>
            (long)((Int128)Math.Max(0, amount) * TimeSpan.TicksPerSecond / age.Ticks);
    }
}
