using System.Collections.Immutable;

namespace BudgetMesh.Replay;

/// <summary>
/// Made traffic of the shape of a real conversation service. The figures are measured on the Azure LLM inference trace 2023,
/// conversation (Azure Public Dataset, CC-BY 4.0; 19,366 requests in 58 minutes): a mean of 1,155 input and 211 output tokens; the
/// logarithms have means of 6.63 and 5.02 and deviations of 0.99 and 0.86; 5.5 requests a second, with a swell to 1.5 times
/// that over the hour, and a variance of the count per second 1.4 times that of evenly random arrivals.
/// </summary>
public sealed record TrafficShape
{
    public static TrafficShape AzureConversation { get; } = new();

    /// <summary>
    /// The same arrivals and inputs with answers whose lengths have a heavy tail, as agents and reasoning models have: the same
    /// middle, twice the deviation of the logarithm, and no end before 128,000 tokens. One answer in a thousand is longer than
    /// some 30,000 tokens.
    /// </summary>
    public static TrafficShape HeavyTail { get; } = new() { LogGenerated = (5.02, 1.7), Most = (14_050, 128_000) };

    /// <summary>As they are called on the command line.</summary>
    public static IReadOnlyDictionary<string, TrafficShape> ByName { get; } = new SortedDictionary<string, TrafficShape>(StringComparer.Ordinal)
    {
        ["azure"] = AzureConversation,
        ["heavy-tail"] = HeavyTail,
    };

    /// <summary>Mean and deviation of the logarithm of a request's input tokens.</summary>
    public (double Mean, double Deviation) LogContext { get; init; } = (6.63, 0.985);

    /// <summary>The same of its output tokens.</summary>
    public (double Mean, double Deviation) LogGenerated { get; init; } = (5.02, 0.859);

    /// <summary>The longest input and output of the trace: a log-normal tail would go on beyond what the model took.</summary>
    public (int Context, int Generated) Most { get; init; } = (14_050, 1_000);

    public double RequestsPerSecond { get; init; } = 5.53;

    /// <summary>How far the rate rises and falls over a whole trace, as a part of it.</summary>
    public double Swell { get; init; } = 0.3;

    /// <summary>Deviation of the logarithm of the rate from one second to the next.</summary>
    public double Burst { get; init; } = 0.15;

    /// <summary>Makes a trace of <paramref name="count"/> requests; the same for the same seed.</summary>
    public Trace Make(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new Random(seed);
        var requests = ImmutableArray.CreateBuilder<TracedRequest>(count);
        var expectedSeconds = count / RequestsPerSecond;
        var seconds = 0.0;
        var (burstSecond, burst) = (-1L, 1.0);
        while (requests.Count < count)
        {
            if ((long)seconds != burstSecond)
                (burstSecond, burst) = ((long)seconds, Math.Exp(Burst * Normal(random) - Burst * Burst / 2));
            requests.Add(new TracedRequest(
                TimeSpan.FromSeconds(seconds), Tokens(LogContext, Most.Context, random), Tokens(LogGenerated, Most.Generated, random)));
            var rate = RequestsPerSecond * burst * (1 - Swell * Math.Cos(2 * Math.PI * seconds / expectedSeconds));
            seconds += -Math.Log(1 - random.NextDouble()) / rate;
        }

        return new Trace("made traffic", requests.MoveToImmutable(), OutOfOrder: 0);
    }

    private static int Tokens((double Mean, double Deviation) log, int most, Random random) =>
        Math.Clamp((int)Math.Round(Math.Exp(log.Mean + log.Deviation * Normal(random))), 1, most);

    /// <summary>A standard normal variable, by the transform of Box and Muller (1958).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
