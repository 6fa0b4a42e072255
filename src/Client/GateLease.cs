using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>
/// A decision that ends with a <c>using</c>. Disposing of it neither settles nor voids: a request may have been sent, so a
/// hold that nobody settled stays, is charged in full at its deadline, and is counted as abandoned.
/// </summary>
public sealed class GateLease : IDisposable
{
    private readonly Gate _gate;
    private readonly Decision _decision;
    private bool _isOpen;

    internal GateLease(Gate gate, in Decision decision)
    {
        (_gate, _decision) = (gate, decision);
        _isOpen = decision.IsAllowed;
    }

    public ref readonly Decision Decision => ref _decision;

    public bool IsAllowed => _decision.IsAllowed;

    /// <inheritdoc cref="Gate.Settle(in Decision, TokenCount, TokenCount)"/>
    public Settlement Settle(TokenCount input, TokenCount output) => Done(_gate.Settle(_decision, input, output));

    /// <inheritdoc cref="Gate.Settle(in Decision, in TokenUsage)"/>
    public Settlement Settle(in TokenUsage usage) => Done(_gate.Settle(_decision, usage));

    /// <inheritdoc cref="Gate.Settle(in Decision, ReadOnlySpan{byte})"/>
    public Settlement Settle(ReadOnlySpan<byte> usageJson) => Done(_gate.Settle(_decision, usageJson));

    /// <inheritdoc cref="Gate.Extend"/>
    public ExtendOutcome Extend(TimeSpan lasts) => _gate.Extend(_decision, lasts);

    /// <inheritdoc cref="Gate.TryExtend"/>
    public ExtendOutcome TryExtend(TokenCount outputBound) => _gate.TryExtend(_decision, outputBound);

    /// <inheritdoc cref="Gate.Void"/>
    public void Void()
    {
        _gate.Void(_decision);
        _isOpen = false;
    }

    public void Dispose()
    {
        if (_isOpen)
            _gate.Abandoned(_decision);
        _isOpen = false;
    }

    private Settlement Done(Settlement settlement)
    {
        _isOpen &= !settlement.IsDone;
        return settlement;
    }
}
