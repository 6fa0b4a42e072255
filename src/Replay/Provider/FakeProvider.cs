using System.Diagnostics;
using BudgetMesh.Capacity;
using BudgetMesh.Replay.Measures;

namespace BudgetMesh.Replay.Provider;

/// <summary>
/// Answers every request with as many tokens as the trace says, or as the bound allows, after the time that such an answer
/// takes, and bills it; beyond its limits it refuses, and bills nothing. It never fails: what failing providers do to the books
/// is for the simulator and the fault tests.
/// </summary>
public sealed class FakeProvider(ProviderPriceList prices, ReplaySpeed speed, int seed)
{
    /// <summary>To the first token, and per token after it: 200 tokens a second, as the large hosted models answer.</summary>
    private static readonly TimeSpan FirstToken = TimeSpan.FromMilliseconds(200), PerToken = TimeSpan.FromMilliseconds(5);

    /// <summary>An answer takes between this part less and this part more than expected.</summary>
    private const double Noise = 0.3;

    private long _truncated;
    private int _inFlight;
    private int _inFlightMost;

    public ProviderBill Bill { get; } = new();

    /// <summary>What it takes; everything where nothing is said.</summary>
    public ProviderLimitList Limits { get; init; } = ProviderLimitList.None;

    /// <summary>Real time since the first request; whoever sends it restarts the clock.</summary>
    public Stopwatch Clock { get; } = Stopwatch.StartNew();

    /// <summary>Requests that it took in, when they came.</summary>
    public UsageMeter Served { get; } = new();

    /// <summary>Those that it answered with 429, each time.</summary>
    public UsageMeter Refused { get; } = new();

    /// <summary>Answers that the bound cut short.</summary>
    public long Truncated => Interlocked.Read(ref _truncated);

    /// <summary>The most requests that were being answered at once.</summary>
    public int InFlightMost => Volatile.Read(ref _inFlightMost);

    /// <summary>Answers one request. Once asked it answers, whatever the caller does meanwhile: it will bill the tokens.</summary>
    /// <param name="request">What is asked, and what the model would answer.</param>
    /// <param name="number">The request's place in the trace: its noise is always the same.</param>
    /// <param name="scope">Who pays.</param>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="outputBound">The most output tokens.</param>
    public async Task<ProviderAnswer> AnswerAsync(TracedRequest request, int number, string scope, string deployment, long outputBound)
    {
        var output = (int)Math.Min(request.GeneratedTokens, outputBound);
        var limiter = Limits.ByDeployment.GetValueOrDefault(deployment);
        var now = Clock.Elapsed;
        var signal = limiter?.Arrive(now, request.ContextTokens, output) ?? new ProviderSignal(ProviderOutcome.Served);
        var answer = new ProviderAnswer(signal, signal.Outcome == ProviderOutcome.Served ? output : 0);
        (answer.IsServed ? Served : Refused).Add(now, new UsageKey(scope, deployment), request.ContextTokens, output);
        if (answer.IsServed)
        {
            await ServeAsync(request, number, scope, deployment, output).ConfigureAwait(false);
            limiter?.End();
        }

        return answer;
    }

    private async Task ServeAsync(TracedRequest request, int number, string scope, string deployment, int output)
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var most = InFlightMost; inFlight > most; most = InFlightMost)
            Interlocked.CompareExchange(ref _inFlightMost, inFlight, most);
        try
        {
            if (output < request.GeneratedTokens)
                Interlocked.Increment(ref _truncated);
            var wait = speed.Scale(TimeOf(output, number));
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait).ConfigureAwait(false);
            else
                await Task.Yield();
            Bill.Add(scope, deployment, prices[deployment].Cost(request.ContextTokens, output));
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>What an answer costs that has so many tokens.</summary>
    public Money CostOf(string deployment, int inputTokens, int outputTokens) => new((long)(prices[deployment].Cost(inputTokens, outputTokens) * Money.NanosPerUsd));

    /// <summary>How long the provider takes for an answer, at the trace's own speed.</summary>
    public TimeSpan TimeOf(int outputTokens, int number) =>
        (FirstToken + PerToken * outputTokens) * (1 + Noise * (2 * Chance.Of(seed, number, Chance.ProviderNoise) - 1));
}
