using System.Numerics;
using BudgetMesh.Rates;

namespace BudgetMesh.Tests.Rates;

/// <summary>A made life of a bucket, beside one that forgets nothing.</summary>
internal sealed class BucketScript(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(int Index, TimeSpan At, long Left)> _charges = [];

    /// <summary>Terms under which it fills within a few of the longest steps and charges take a good part of it, so that slacks bind; otherwise any terms.</summary>
    private readonly bool _lively = seed % 2 == 0;

    private TimeSpan _longestStep;

    public RateBucket Bucket { get; } = new();

    public WholeHistory Whole { get; } = new();

    public TimeSpan Now { get; private set; } = TimeSpan.FromTicks(seed % 3 * -98_765_432_123L);

    /// <summary>Units that the bucket refused to put back though there would have been room.</summary>
    public BigInteger Withheld { get; private set; }

    /// <param name="termsChange">Otherwise the first terms stay, and the owner transfers nothing.</param>
    /// <param name="longestStep">Time between two steps is chosen from a microsecond to this, each order of magnitude alike.</param>
    public BucketScript Run(int steps, bool termsChange, TimeSpan longestStep)
    {
        _longestStep = longestStep;
        Set();
        for (var step = 0; step < steps; step++)
        {
            var kind = _random.Next(termsChange ? 24 : 20);
            if (kind is < 3 or >= 20)
                Now += Some(longestStep);
            if (kind < 12)
                Charge();
            else if (kind < 20)
                Refund();
            else if (kind < 22)
                Set();
            else
                Add();
            if (kind >= 20)
                Now += Some(longestStep);
        }

        return this;
    }

    private void Set()
    {
        var burst = _lively ? _random.Next(50, 200) : Some(Limits.RateMax);
        var rate = _lively ? Math.Min(RateBucket.RatePerHourMax, (long)(burst * 3_600 / _longestStep.TotalSeconds / _random.Next(1, 8))) : Some(RateBucket.RatePerHourMax);
        Bucket.Set(rate, burst, Now);
        Whole.Set(rate, burst, Now);
    }

    private void Add()
    {
        var units = Some(Limits.RateMax);
        Bucket.Add(units, Now);
        Whole.Add(units, Now);
    }

    private void Charge()
    {
        var level = Bucket.Level(Now);
        var units = _random.Next(4) == 0 ? level : _lively ? _random.NextInt64(level + 1) : Some(level);
        Bucket.Has(units, Now).ShouldBeTrue();
        Bucket.Has(level + 1, Now).ShouldBeFalse();
        Bucket.Charge(units, Now);
        Whole.Charge(units, Now);
        _charges.Add((Whole.Last, Now, units));
    }

    private void Refund()
    {
        if (_charges.Count == 0)
            return;
        var place = _random.Next(3) == 0 ? _random.Next(_charges.Count) : _random.Next(Math.Max(0, _charges.Count - 5), _charges.Count);
        var (index, at, left) = _charges[place];
        var units = _random.Next(3) == 0 ? left : _lively ? _random.NextInt64(left + 1) : Some(left);
        var room = BigInteger.Min(units, Whole.Room(index, Now));
        var granted = Bucket.Refund(units, at, Now);
        granted.ShouldBeInRange(0, (long)room);
        Withheld += room - granted;
        Whole.Refund(index, granted);
        _charges[place] = (index, at, left - granted);
    }

    private TimeSpan Some(TimeSpan most) => new(Math.Max(TimeSpan.TicksPerMicrosecond, Some(most.Ticks)));

    /// <summary>From 0 to the most, each order of magnitude alike.</summary>
    private long Some(long most) => Math.Min(most, (long)Math.Exp(_random.NextDouble() * Math.Log(most + 1.5)) - 1 + _random.Next(2));
}
