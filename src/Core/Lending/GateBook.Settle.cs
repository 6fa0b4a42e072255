using BudgetMesh.Holds;
using BudgetMesh.Pricing;
using BudgetMesh.Routing;

namespace BudgetMesh.Lending;

/// <summary>What becomes of holds: settled, voided, or expired and then corrected at most once. Each way writes a receipt.</summary>
public sealed partial class GateBook
{
    /// <summary>Resolves a hold with what the provider counted, priced with the prices of the hold's time.</summary>
    /// <exception cref="ArgumentException">The counts contradict each other; the hold stays as it is.</exception>
    public SettleOutcome Settle(HoldId id, in TokenUsage usage, TimeSpan now) =>
        TrySettle(id, usage, now, out var outcome, out var problem) ? outcome : throw new ArgumentException(problem, nameof(usage));

    /// <summary>As <see cref="Settle"/>; counts that contradict each other or have no price are a <paramref name="problem"/>, and the hold stays as it is.</summary>
    public bool TrySettle(HoldId id, in TokenUsage usage, TimeSpan now, out SettleOutcome outcome, out string problem)
    {
        (outcome, problem) = (SettleOutcome.AlreadyResolved, "");
        if (!_holds.TryFind(id, out var hold))
            return true;
        if (!hold.Rung.Quote.TryPrice(usage, out var cost, out problem))
            return false;
        outcome = Resolve(hold, ReceiptKind.Settled, new Amounts(cost.Total, usage.Input.Value + usage.Output.Value, usage.Output.Value, 1), usage.Input, usage.Output, now);
        return true;
    }

    /// <summary>As <see cref="TrySettle(HoldId, in TokenUsage, TimeSpan, out SettleOutcome, out string)"/>, of an answer without any kind of token that has a price of its own.</summary>
    public bool TrySettle(HoldId id, TokenCount input, TokenCount output, TimeSpan now, out SettleOutcome outcome, out string problem)
    {
        (outcome, problem) = (SettleOutcome.AlreadyResolved, "");
        if (!_holds.TryFind(id, out var hold))
            return true;
        if (!hold.Rung.Quote.TryPrice(input, output, out var cost, out problem))
            return false;
        outcome = Resolve(hold, ReceiptKind.Settled, new Amounts(cost.Total, input.Value + output.Value, output.Value, 1), input, output, now);
        return true;
    }

    /// <summary>The request was never sent: nothing of the hold is charged. Only with proof of that; a request that may have been sent is settled.</summary>
    public SettleOutcome Void(HoldId id, TimeSpan now) =>
        _holds.TryFind(id, out var hold) ? Resolve(hold, ReceiptKind.Voided, default, default, default, now) : SettleOutcome.AlreadyResolved;

    /// <summary>Charges holds in full whose deadline has passed, and forgets those for which late settlements are over.</summary>
    public void Expire(TimeSpan now)
    {
        while (_holds.Open.First is { } hold && hold.DueAt <= now)
        {
            _holds.Open.Remove(hold);
            GiveBack(hold, hold.Bound, now);
            foreach (var leg in hold.Legs)
            {
                leg.Settle(hold.Bound.Of(leg.Budget.Unit), hold.Bound.Of(leg.Budget.Unit));
                leg.Budget.ExpiredLegs++;
            }

            Record(hold, ReceiptKind.Expired, hold.Bound, hold.InputTokens, hold.Decision.OutputBound);
            hold.State = HoldState.Expired;
            hold.DueAt = now + LendingRules.SettlementGrace;
            _holds.Expired.Add(hold);
        }

        while (_holds.Expired.First is { } hold && hold.DueAt <= now)
        {
            _holds.Expired.Remove(hold);
            foreach (var leg in hold.Legs)
                leg.Budget.ExpiredLegs--;
            _holds.Return(hold);
        }
    }

    private SettleOutcome Resolve(Hold hold, ReceiptKind kind, in Amounts actual, TokenCount input, TokenCount output, TimeSpan now)
    {
        if (kind == ReceiptKind.Settled)
            hold.Lengths?.Record(output, hold.Decision.OutputBound);
        var expired = hold.State == HoldState.Expired;
        if (!expired)
            GiveBack(hold, actual, now);
        foreach (var leg in hold.Legs)
        {
            var bound = hold.Bound.Of(leg.Budget.Unit);
            if (expired)
            {
                leg.Correct(bound, actual.Of(leg.Budget.Unit));
                leg.Budget.ExpiredLegs--;
            }
            else if (kind == ReceiptKind.Voided)
            {
                leg.Void(bound);
            }
            else
            {
                leg.Settle(bound, actual.Of(leg.Budget.Unit));
            }

            leg.Budget.Freed(leg, now);
            WantsSync |= leg.Budget.ReturnAt < TimeSpan.MaxValue;
        }

        if (expired && IsClosed)
            ConcludeAgain();

        if (expired)
            Record(hold, ReceiptKind.Corrected, new Amounts(actual.Usd - hold.Bound.Usd, actual.Tokens - hold.Bound.Tokens, actual.OutputTokens - hold.Bound.OutputTokens, actual.Requests - hold.Bound.Requests), input, output);
        else
            Record(hold, kind, actual, input, output);
        (expired ? _holds.Expired : _holds.Open).Remove(hold);
        _holds.Return(hold);
        return expired ? SettleOutcome.Corrected : SettleOutcome.Resolved;
    }

    private void Record(Hold hold, ReceiptKind kind, in Amounts cost, TokenCount input, TokenCount output)
    {
        ref var entry = ref hold.Draft.Entry;
        entry.Kind = kind;
        entry.AtTicks = WallTicks(hold.MadeAt);
        entry.InputTokens = input;
        entry.OutputTokens = output;
        entry.Cost = cost;
        if (kind == ReceiptKind.Expired)
            _receipts.Next() = entry; // a correction may follow, which is another receipt of the hold
        else
            hold.Draft = _receipts.Exchange(hold.Draft);
        _journal?.Append(_receipts.LastSeq, entry);
        _journal?.Close(hold);
    }

    /// <summary>Receipts that the silo has not confirmed, after <paramref name="after"/>, oldest first. Allocates.</summary>
    public IReadOnlyList<Receipt> ReadReceipts(long after, int most) => CopyReceipts(after, most).Read();

    /// <summary>As <see cref="ReadReceipts"/>, as a copy that is read later.</summary>
    public ReceiptCopy CopyReceipts(long after, int most) => _receipts.Copy(after, most);

    public int ReceiptsUnacknowledged => _receipts.Unacknowledged;

    /// <summary>Receipts up to <paramref name="seq"/> are durable.</summary>
    public void AcknowledgeReceipts(long seq)
    {
        _journal?.Acknowledge(seq); // first: the ring lets go of what is acknowledged
        _receipts.Acknowledge(seq);
    }

    /// <summary>The decision of an open or expired hold, and who pays; false where the hold was resolved for good.</summary>
    public bool TryFind(HoldId id, out Decision decision, out ScopePath scope)
    {
        var isThere = _holds.TryFind(id, out var hold);
        (decision, scope) = isThere ? (hold!.Decision, hold.Scope) : default;
        return isThere;
    }

    private long WallTicks(TimeSpan at) => _wallOriginTicks + at.Ticks;
}
