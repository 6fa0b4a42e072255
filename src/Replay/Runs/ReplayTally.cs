using BudgetMesh.Bounds;
using BudgetMesh.Replay.Measures;
using BudgetMesh.Routing;

namespace BudgetMesh.Replay;

/// <summary>What a run has counted so far. Safe from several threads; may be read while it runs.</summary>
public sealed class ReplayTally
{
    private long _allowed;
    private long _downgraded;
    private long _denied;
    private long _retries;
    private long _idle;
    private long _decisions;
    private long _waited;
    private long _largestHoldNanoUsd;
    private long _heldNanoUsd;
    private long _heldFixedNanoUsd;
    private readonly long[] _bounds = new long[Enum.GetValues<OutputBoundBy>().Length];

    /// <summary>How long the decisions took that came from rights at hand.</summary>
    public LatencyHistogram DecisionTimes { get; } = new();

    /// <summary>What clients asked for: each request once, when it was first asked, with the tokens that its answer has.</summary>
    public UsageMeter Asked { get; } = new();

    /// <summary>Where each asker's requests went.</summary>
    public WaysTaken Ways { get; } = new();

    /// <summary>Requests that are over: answered or refused for good.</summary>
    public long Requests => Allowed + Downgraded + Denied;

    public long Allowed => Interlocked.Read(ref _allowed);

    public long Downgraded => Interlocked.Read(ref _downgraded);

    public long Denied => Interlocked.Read(ref _denied);

    /// <summary>How often a client asked again after a refusal that passes by itself.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Requests that were not sent because who pays was idle.</summary>
    public long Idle => Interlocked.Read(ref _idle);

    /// <summary>Every answer of a gate, retries included.</summary>
    public long Decisions => Interlocked.Read(ref _decisions);

    /// <summary>Those of them that waited for the silo.</summary>
    public long Waited => Interlocked.Read(ref _waited);

    public Money LargestHold => new(Interlocked.Read(ref _largestHoldNanoUsd));

    /// <summary>The mean hold of admitted requests, each counted once however long it was open.</summary>
    public Money MeanHold => Mean(ref _heldNanoUsd);

    /// <summary>What the same requests would have held with a fixed bound of <see cref="FixedBound"/> output tokens.</summary>
    public Money MeanFixedHold => Mean(ref _heldFixedNanoUsd);

    /// <summary>Output tokens that are commonly held where nothing is known.</summary>
    public const int FixedBound = 4_096;

    /// <summary>Admitted requests by where their output bound came from.</summary>
    public long Bounds(OutputBoundBy by) => Interlocked.Read(ref _bounds[(int)by]);

    private Money Mean(ref long sum) => new(Interlocked.Read(ref sum) / Math.Max(1, Allowed + Downgraded));

    internal void Decided(bool waited)
    {
        Interlocked.Increment(ref _decisions);
        if (waited)
            Interlocked.Increment(ref _waited);
    }

    internal void WasIdle() => Interlocked.Increment(ref _idle);

    internal void Retried() => Interlocked.Increment(ref _retries);

    /// <param name="fixedHold">What a fixed bound would have held for it.</param>
    internal void Admitted(in Decision decision, Money fixedHold)
    {
        Interlocked.Add(ref _heldNanoUsd, decision.Bound.NanoUsd);
        Interlocked.Add(ref _heldFixedNanoUsd, fixedHold.NanoUsd);
        Interlocked.Increment(ref _bounds[(int)decision.OutputBoundBy]);
        var bound = decision.Bound.NanoUsd;
        for (var largest = Interlocked.Read(ref _largestHoldNanoUsd); bound > largest; largest = Interlocked.Read(ref _largestHoldNanoUsd))
            Interlocked.CompareExchange(ref _largestHoldNanoUsd, bound, largest);
        Interlocked.Increment(ref decision.Verdict == Verdict.Allow ? ref _allowed : ref _downgraded);
    }

    internal void Refused() => Interlocked.Increment(ref _denied);
}
