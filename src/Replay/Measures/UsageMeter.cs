using BudgetMesh.Rates;

namespace BudgetMesh.Replay.Measures;

/// <summary>Adds up requests and tokens by who pays, where they went, and in steps of a tenth of a second. Safe from several threads.</summary>
public sealed class UsageMeter
{
    public const int StepsPerSecond = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<UsageKey, List<Usage>> _steps = [];

    /// <summary>Whole seconds from the start of the run to the last that was counted.</summary>
    public int Seconds
    {
        get
        {
            lock (_lock)
                return _steps.Values.Select(static steps => steps.Count).DefaultIfEmpty(0).Max() / StepsPerSecond;
        }
    }

    /// <summary>Who was counted, in no order.</summary>
    public IReadOnlyList<UsageKey> Keys
    {
        get
        {
            lock (_lock)
                return [.. _steps.Keys];
        }
    }

    /// <param name="at">Since the start of the run.</param>
    public void Add(TimeSpan at, UsageKey key, long inputTokens, long outputTokens)
    {
        var step = (int)(at.Ticks / (TimeSpan.TicksPerSecond / StepsPerSecond));
        lock (_lock)
        {
            if (!_steps.TryGetValue(key, out var steps))
                _steps[key] = steps = [];
            while (steps.Count <= step)
                steps.Add(default);
            var usage = steps[step];
            steps[step] = new Usage(usage.Requests + 1, usage.InputTokens + inputTokens, usage.OutputTokens + outputTokens);
        }
    }

    /// <summary>The sum over all that <paramref name="isMeant"/>, by step, of a run of so many seconds; what came later is left out.</summary>
    public long[] BySteps(int seconds, LimitUnit unit, Func<UsageKey, bool> isMeant)
    {
        var sums = new long[seconds * StepsPerSecond];
        lock (_lock)
        {
            foreach (var (_, steps) in _steps.Where(line => isMeant(line.Key)))
            {
                for (var i = 0; i < Math.Min(steps.Count, sums.Length); i++)
                    sums[i] += steps[i].Of(unit);
            }
        }

        return sums;
    }

    /// <summary>The same by second.</summary>
    public long[] BySecond(int seconds, LimitUnit unit, Func<UsageKey, bool> isMeant) =>
        [.. BySteps(seconds, unit, isMeant).Chunk(StepsPerSecond).Select(static second => second.Sum())];
}

/// <param name="Scope">Who pays.</param>
/// <param name="Deployment">Where it went; null for what is asked before anybody knows.</param>
public readonly record struct UsageKey(string Scope, string? Deployment);

public readonly record struct Usage(long Requests, long InputTokens, long OutputTokens)
{
    /// <summary>In a limit's unit; requests for those that occupy.</summary>
    public long Of(LimitUnit unit) => unit switch
    {
        LimitUnit.InputTokens => InputTokens,
        LimitUnit.OutputTokens => OutputTokens,
        LimitUnit.Tokens => InputTokens + OutputTokens,
        _ => Requests,
    };
}
