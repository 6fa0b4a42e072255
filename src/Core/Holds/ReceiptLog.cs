using BudgetMesh.Lending;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Holds;

/// <summary>Receipts that the silo has not confirmed yet, in a ring: writing one costs no allocation, and that of a hold no copying.</summary>
internal sealed class ReceiptLog(Incarnation incarnation, int capacity)
{
    private readonly Draft[] _ring = [.. Enumerable.Range(0, capacity).Select(static _ => new Draft())];
    private long _written;
    private long _acknowledged;

    /// <summary>How many more can be written before some are confirmed.</summary>
    public int Room => capacity - (int)(_written - _acknowledged);

    public int Unacknowledged => (int)(_written - _acknowledged);

    /// <summary>The last receipt's number; 0 before the first.</summary>
    public long LastSeq => _written;

    /// <summary>The place of the next receipt, to be filled by the caller. There must be <see cref="Room"/>.</summary>
    public ref Entry Next() => ref Place().Entry;

    /// <summary>As <see cref="Next"/>, with a receipt that somebody has prepared. Answers an empty one in exchange.</summary>
    public Draft Exchange(Draft prepared)
    {
        ref var place = ref Place();
        (var empty, place) = (place, prepared);
        return empty;
    }

    /// <summary>Copies out up to <paramref name="most"/> receipts after <paramref name="after"/>, oldest first.</summary>
    public ReceiptCopy Copy(long after, int most)
    {
        var first = Math.Max(after, _acknowledged);
        var entries = new Entry[(int)Math.Clamp(_written - first, 0, most)];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = _ring[(first + i) % capacity].Entry;
        return new ReceiptCopy(incarnation, first + 1, entries);
    }

    /// <summary>Everything up to <paramref name="seq"/> is durable at the silo.</summary>
    public void Acknowledge(long seq)
    {
        if (seq > _written)
            throw new ArgumentOutOfRangeException(nameof(seq), seq, $"only {_written} receipts were written");
        while (_acknowledged < seq)
            _ring[_acknowledged++ % capacity].Entry = default; // scopes that are forgotten must not be kept alive from here
    }

    private ref Draft Place()
    {
        if (Room <= 0)
            throw new InvariantViolationException($"{incarnation}: no room for a receipt that was reserved");
        return ref _ring[_written++ % capacity];
    }

    /// <summary>The place of a receipt, of the log or of whoever prepares one.</summary>
    public sealed class Draft
    {
        public Entry Entry;
    }

    /// <summary>A receipt as it is kept here: references and numbers only.</summary>
    public struct Entry
    {
        public Decision Decision;
        public ReceiptKind Kind;
        public long AtTicks;
        public ScopePath Scope;
        public long PlanVersion;
        public string PriceVersion;
        public TokenCount InputTokens;
        public TokenCount OutputTokens;
        public Amounts Cost;
        public Slice[] Legs;
        public Ruling Ruling;

        public readonly Receipt ToReceipt(Incarnation incarnation, long seq)
        {
            var cost = Cost;
            var blocker = Decision.Blocker;
            return Ruling.WriteTo(new Receipt(
                incarnation, seq, Decision.Number, Instant.FromUnixTimeTicks(AtTicks), Kind, Decision.Verdict, Decision.Reason, Scope, Decision.Deployment?.Id ?? "",
                InputTokens.Value, OutputTokens.Value, Decision.Bound, Cost.Usd, PriceVersion, PlanVersion,
                blocker?.ToString() ?? "", blocker?.Needed ?? 0, blocker?.Headroom ?? 0,
                [.. Legs.Select(leg => new ReceiptLeg(leg.Budget.Plan.Scope, leg.Budget.Plan.Name, leg.Window, cost.Of(leg.Budget.Unit)))])
            {
                MaxAffordable = Decision.MaxAffordable?.Value ?? 0,
                RetryAfter = Decision.LimitWait,
                BatchBound = Decision.BatchBound ?? Money.Zero,
            });
        }
    }
}
