using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using BudgetMesh.Client;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using BudgetMesh.Wire;

namespace BudgetMesh.RateLimiting;

/// <summary>
/// What a limiter answers. One that is acquired is a hold: settle it with what the provider counted, or void it where the request was
/// never sent, and dispose of it. One that is disposed of without either is settled with all that it was held for, at once:
/// whoever knows nothing of tokens pays the bound.
/// </summary>
/// <remarks>Where the lease is wrapped, as by chained or partitioned limiters, it is found as its own metadata, <see cref="Itself"/>.</remarks>
public sealed class GateRateLimitLease : RateLimitLease
{
    /// <summary>How soon to ask again where the gate has asked its silo and could not wait for the answer.</summary>
    private static readonly TimeSpan RetryUndecided = TimeSpan.FromMilliseconds(100);

    /// <summary>A longer wait is none that a program should be told to make.</summary>
    private static readonly TimeSpan RetryMost = TimeSpan.FromDays(1);

    private readonly Gate _gate;
    private readonly TokenCount _input;
    private readonly Action? _returned;
    private int _isReturned;

    internal GateRateLimitLease(Gate gate, in Decision decision, TokenCount input, Action? returned)
    {
        (_gate, _input, _returned) = (gate, input, returned);
        (IsAcquired, Decision) = (decision.IsAllowed, decision);
        ReasonPhrase = WireMapping.Reasons.ToWire(decision.Reason);
        RetryAfter = decision.RetryAfter is { } wait && wait <= RetryMost ? wait : null;
    }

    internal GateRateLimitLease(Gate gate, string reasonPhrase, bool isPassing) =>
        (_gate, ReasonPhrase, RetryAfter) = (gate, reasonPhrase, isPassing ? RetryUndecided : null);

    /// <summary>The lease as metadata, for those who hold a lease around it.</summary>
    public static MetadataName<GateRateLimitLease> Itself { get; } = new("BUDGETMESH_LEASE");

    public override bool IsAcquired { get; }

    /// <summary>What was decided: deployment, output bound, reason. Null where nothing could be decided without waiting longer.</summary>
    public Decision? Decision { get; }

    /// <summary>The reason as one word, such as <c>rate_limited</c>.</summary>
    public string ReasonPhrase { get; }

    /// <summary>When to ask again; null where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; }

    public override IEnumerable<string> MetadataNames =>
        RetryAfter is null
            ? [MetadataName.ReasonPhrase.Name, Itself.Name]
            : [MetadataName.ReasonPhrase.Name, MetadataName.RetryAfter.Name, Itself.Name];

    /// <inheritdoc cref="Gate.Settle(in Decision, TokenCount, TokenCount)"/>
    public Settlement Settle(TokenCount input, TokenCount output) => _gate.Settle(Held, input, output);

    /// <inheritdoc cref="Gate.Settle(in Decision, in TokenUsage)"/>
    public Settlement Settle(in TokenUsage usage) => _gate.Settle(Held, usage);

    /// <inheritdoc cref="Gate.Settle(in Decision, ReadOnlySpan{byte})"/>
    public Settlement Settle(ReadOnlySpan<byte> usageJson) => _gate.Settle(Held, usageJson);

    /// <inheritdoc cref="Gate.Void"/>
    public void Void() => _gate.Void(Held);

    /// <summary>A refusal has no hold, and what is done with it changes nothing.</summary>
    private Decision Held => Decision.GetValueOrDefault();

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName switch
        {
            _ when metadataName == MetadataName.ReasonPhrase.Name => ReasonPhrase,
            _ when metadataName == MetadataName.RetryAfter.Name => RetryAfter,
            _ when metadataName == Itself.Name => this,
            _ => null,
        };
        return metadata is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (!IsAcquired || Interlocked.Exchange(ref _isReturned, 1) != 0)
            return;
        // Changes nothing where it was settled or voided before.
        _gate.Settle(Held, _input, Held.OutputBound);
        _returned?.Invoke();
        base.Dispose(disposing);
    }
}
