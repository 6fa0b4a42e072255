using System.Collections.Immutable;
using BudgetMesh.Capacity;
using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Provider;

/// <summary>
/// The limits of one deployment, kept by the fake provider: a request is charged when it arrives, with the tokens that it will
/// have, in all limits or in none. Safe from several threads.
/// </summary>
public sealed class ProviderLimiter
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<ProviderBucket> _buckets;
    private readonly long[] _refused;
    private readonly bool _tellsAllowances;
    private long _arrivals;

    /// <param name="tellsAllowances">Its answers say what is left; else a refusal only says when to come again.</param>
    public ProviderLimiter(IEnumerable<ProviderLimit> limits, ProviderDrops drops, bool tellsAllowances)
    {
        _buckets = [.. limits.Select(limit => new ProviderBucket(limit, drops))];
        _refused = new long[_buckets.Length];
        _tellsAllowances = tellsAllowances;
    }

    public IEnumerable<ProviderLimit> Limits => _buckets.Select(static bucket => bucket.Limit);

    /// <summary>Requests that came, refused ones too.</summary>
    public long Arrivals
    {
        get
        {
            lock (_lock)
                return _arrivals;
        }
    }

    /// <summary>Requests that were refused because this limit was short, others perhaps as well.</summary>
    public long RefusedBy(ProviderLimit limit)
    {
        lock (_lock)
            return _refused[Array.FindIndex([.. _buckets], bucket => bucket.Limit == limit)];
    }

    /// <summary>The most requests at once; 0 where no limit counts them.</summary>
    public long OccupiedMost
    {
        get
        {
            lock (_lock)
                return _buckets.Select(static bucket => bucket.OccupiedMost).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>Takes a request in, or not. One that is taken in ends with <see cref="End"/>.</summary>
    /// <param name="now">Since the start of the run.</param>
    /// <returns>What the answer's headers say of it.</returns>
    public ProviderSignal Arrive(TimeSpan now, long inputTokens, long outputTokens)
    {
        lock (_lock)
        {
            _arrivals++;
            var (isShort, retryAfter) = (false, (TimeSpan?)null);
            for (var i = 0; i < _buckets.Length; i++)
            {
                var bucket = _buckets[i];
                bucket.BringTo(now);
                var cost = bucket.Limit.Cost(inputTokens, outputTokens);
                if (bucket.Remaining >= cost)
                    continue;
                isShort = true;
                _refused[i]++;
                if (bucket.Until(cost) is { } until && !(retryAfter >= until))
                    retryAfter = until;
            }

            if (!isShort)
            {
                foreach (var bucket in _buckets)
                    bucket.Take(bucket.Limit.Cost(inputTokens, outputTokens));
            }

            return Signal(isShort ? ProviderOutcome.RateLimited : ProviderOutcome.Served) with { RetryAfter = retryAfter };
        }
    }

    /// <summary>A request that was taken in is answered.</summary>
    public void End()
    {
        lock (_lock)
        {
            foreach (var bucket in _buckets)
                bucket.GiveBack();
        }
    }

    private ProviderSignal Signal(ProviderOutcome outcome) => !_tellsAllowances ? new ProviderSignal(outcome) : new ProviderSignal(outcome)
    {
        Requests = Allowance(LimitUnit.Requests),
        Tokens = Allowance(LimitUnit.Tokens),
        InputTokens = Allowance(LimitUnit.InputTokens),
        OutputTokens = Allowance(LimitUnit.OutputTokens),
    };

    /// <summary>Of the limit with the least left, where there are several of a unit.</summary>
    private ProviderAllowance Allowance(LimitUnit unit)
    {
        ProviderBucket? least = null;
        foreach (var bucket in _buckets)
        {
            if (bucket.Limit.Unit == unit && !(least?.Remaining <= bucket.Remaining))
                least = bucket;
        }

        return least is null ? default : new ProviderAllowance((long)least.Allowed, (long)least.Remaining, least.UntilFull());
    }
}
