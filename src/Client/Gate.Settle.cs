using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;
using Microsoft.Extensions.Logging;

namespace BudgetMesh.Client;

/// <summary>What becomes of an allowed decision's hold. Settling twice is no error: the second changes nothing and says so.</summary>
public sealed partial class Gate
{
    /// <summary>Settles with plain counts: for an answer without cached, media or other tokens that have prices of their own. Allocates nothing.</summary>
    public Settlement Settle(in Decision decision, TokenCount input, TokenCount output)
    {
        Settlement settlement;
        Chores chores;
        lock (_lives.Lock)
        {
            settlement = _lives.Find(decision.Incarnation) is not { } book ? new Settlement(SettleOutcome.AlreadyResolved)
                : book.TrySettle(decision.Hold, input, output, _clock.Now, out var outcome, out var problem) ? new Settlement(outcome)
                : new Settlement(problem);
            chores = _lives.Due(resolved: true);
        }

        if (chores != Chores.None)
            Wake(chores);
        return settlement;
    }

    /// <summary>Settles with everything that the provider counted. Allocates nothing.</summary>
    public Settlement Settle(in Decision decision, in TokenUsage usage)
    {
        Settlement settlement;
        Chores chores;
        lock (_lives.Lock)
        {
            settlement = _lives.Find(decision.Incarnation) is not { } book ? new Settlement(SettleOutcome.AlreadyResolved)
                : book.TrySettle(decision.Hold, usage, _clock.Now, out var outcome, out var problem) ? new Settlement(outcome)
                : new Settlement(problem);
            chores = _lives.Due(resolved: true);
        }

        if (chores != Chores.None)
            Wake(chores);
        return settlement;
    }

    /// <summary>
    /// Settles with the provider's own words: the answer's JSON, or that event of a stream that has the usage, in UTF-8. What
    /// cannot be read leaves the hold open.
    /// </summary>
    public Settlement Settle(in Decision decision, ReadOnlySpan<byte> usageJson) => Settle(decision, usageJson, apiFlavor: null);

    /// <summary>As <see cref="Settle(in Decision, ReadOnlySpan{byte})"/>, for a deployment that has several of its provider's APIs.</summary>
    /// <param name="apiFlavor">By which it was called, by the name that the price book has; null for what the mesh says.</param>
    public Settlement Settle(in Decision decision, ReadOnlySpan<byte> usageJson, string? apiFlavor)
    {
        if (decision.Deployment is null || _loop.Plans.Usage is not { } reader)
            return new Settlement(SettleOutcome.AlreadyResolved);
        return reader.TryRead(decision.Deployment, apiFlavor ?? decision.Deployment.ApiFlavor ?? "", usageJson, out var usage, out var problem)
            ? Settle(decision, usage)
            : new Settlement($"{decision.Deployment.Id}: {problem}");
    }

    /// <summary>The request was never sent: nothing is charged. Only with proof of that; what may have been sent is to be settled.</summary>
    public SettleOutcome Void(in Decision decision)
    {
        SettleOutcome outcome;
        Chores chores;
        lock (_lives.Lock)
        {
            outcome = _lives.Find(decision.Incarnation)?.Void(decision.Hold, _clock.Now) ?? SettleOutcome.AlreadyResolved;
            chores = _lives.Due(resolved: true);
        }

        if (chores != Chores.None)
            Wake(chores);
        return outcome;
    }

    internal void Abandoned(in Decision decision)
    {
        _meter.Abandoned();
        _options.Logger.LogWarning(
            "Gate {Gate}: decision {Decision} was neither settled nor voided; its bound of {Bound} USD is charged at its deadline", _options.Name, decision.Id, decision.Bound);
    }
}
