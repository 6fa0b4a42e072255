using BudgetMesh.Holds;

namespace BudgetMesh.Lending.Journals;

/// <summary>
/// What a gateway writes down as it goes, so that somebody can say its last word if it is killed: a spend ceiling for every
/// slice, raised <em>before</em> what is charged passes it; open holds; receipts until they are confirmed. It writes to memory
/// that outlives the process, such as a mapped file, in words that are whole or not there; each row is filled before the word
/// that makes it count. One instance writes for one incarnation.
/// <para>
/// Every write is counted, here and then in a witness: a word that is kept apart from the journal and does not outlive the boot
/// of the machine. A journal that has counted fewer than its witness is an old copy; without a witness it may lack pages.
/// </para>
/// </summary>
public sealed class GateJournal
{
    private readonly JournalLayout _layout;
    private readonly Memory<long> _memory;
    private readonly Memory<long> _witness;
    private readonly Stack<int> _freeSlices = new();
    private readonly Stack<int> _freeOwners = new();
    private readonly List<SpendCeiling> _leaving = [];
    private readonly long[] _lastReceipt;
    private readonly JournalRules _rules = new();
    private long _acknowledged;
    private int _slices;
    private int _owners;

    /// <summary>Begins a journal in memory that is all zeros.</summary>
    /// <param name="memory">At least <see cref="JournalLayout.Words"/> long.</param>
    /// <param name="witness">One word.</param>
    public GateJournal(JournalLayout layout, Memory<long> memory, Memory<long> witness, Incarnation incarnation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, layout.Words);
        ArgumentOutOfRangeException.ThrowIfLessThan(witness.Length, 1);
        (_layout, _memory, _witness) = (layout, memory, witness);
        _lastReceipt = new long[layout.Slices];
        var words = memory.Span;
        words[JournalLayout.HoldsAt] = layout.Holds;
        words[JournalLayout.ReceiptsAt] = layout.Receipts;
        words[JournalLayout.SlicesAt] = layout.Slices;
        JournalText.Write(words[JournalLayout.IncarnationAt..JournalLayout.HeaderWords], incarnation.Value);
        words[0] = JournalLayout.Magic;
        Count(words);
    }

    /// <summary>Names an owner before the first request to it is sent. Its row, or −1 where there is no room.</summary>
    internal int AddOwner(ScopePath scope)
    {
        var words = _memory.Span;
        if (!_freeOwners.TryPop(out var row) && (row = _owners < _layout.Slices ? _owners++ : -1) < 0)
        {
            words[JournalLayout.OverflowAt] = 1;
            return -1;
        }

        JournalText.Write(words.Slice(_layout.Owner(row) + 1, JournalLayout.ScopeWords), scope.Value);
        return row;
    }

    /// <summary>
    /// The owner has it durably that nothing is open, free or unsaid: there is no last word to say to it, and its row is for
    /// another. Where the gateway comes back to it, a row is written before it asks anything.
    /// </summary>
    internal void RemoveOwner(int owner)
    {
        if (owner < 0)
            return;
        Set(_layout.Owner(owner), 0);
        _freeOwners.Push(owner);
    }

    /// <summary>So many requests were made to an owner, this one included; written before it is sent.</summary>
    internal void Ask(int owner, long seq)
    {
        if (owner < 0)
            return;
        var words = _memory.Span;
        words[_layout.Owner(owner)] = seq;
        Count(words);
    }

    /// <summary>Gives a slice its row. −1 where there is no room: what is charged of it is forfeited if the process is killed.</summary>
    internal int AddSlice(Slice slice)
    {
        var words = _memory.Span;
        if (!_freeSlices.TryPop(out var row) && (row = _slices < _layout.Slices ? _slices++ : -1) < 0)
        {
            words[JournalLayout.OverflowAt] = 1;
            return -1;
        }

        var counters = slice.Counters;
        foreach (var which in (ReadOnlySpan<int>)[0, 1])
        {
            words[_layout.Sums(which) + 1 + 2 * row] = counters.Settled;
            words[_layout.Sums(which) + 2 + 2 * row] = counters.Corrected;
        }

        var at = words.Slice(_layout.Slice(row), JournalLayout.SliceWords);
        at[1] = slice.Window;
        at[2] = counters.Granted;
        at[3] = counters.Charged - counters.Released;
        at[4] = counters.Charged;
        at[5] = counters.Released;
        at[6] = (long)slice.Budget.Unit;
        JournalText.Write(at.Slice(7, JournalLayout.ScopeWords), slice.Budget.Plan.Scope.Value);
        JournalText.Write(at.Slice(7 + JournalLayout.ScopeWords, JournalLayout.NameWords), slice.Budget.Plan.Name);
        at[0] = 1;
        Count(words);
        return row;
    }

    /// <summary>The slice is done with, once its receipts are: its row is for another.</summary>
    internal void Leave(SpendCeiling slice)
    {
        _leaving.Add(slice);
        FreeRows();
    }

    internal void Grant(int row, long granted) => Set(_layout.Slice(row) + 2, granted);

    internal void MoveCeiling(int row, long ceiling) => Set(_layout.Slice(row) + 3, ceiling);

    /// <summary>What the next request says of a slice; written before it is sent.</summary>
    internal void Tell(int row, in SliceCounters told)
    {
        var words = _memory.Span;
        var at = words.Slice(_layout.Slice(row), JournalLayout.SliceWords);
        at[2] = told.Granted;
        at[4] = told.Charged;
        at[5] = told.Released;
        Count(words);
    }

    /// <param name="atTicks">The silo's clock, as on receipts.</param>
    internal void Open(Hold hold, long atTicks)
    {
        var words = _memory.Span;
        var at = words.Slice(_layout.Hold(hold.Slot), JournalLayout.HoldWords);
        at[1] = atTicks;
        at[2] = JournalPack.Of(hold.Legs.Length, hold.Decision.Verdict, hold.Decision.Reason, default, hold.Ruling.Priority, shadow: null);
        at[3] = hold.PlanVersion;
        at[4] = hold.InputTokens.Value;
        WriteBound(at, hold);
        WriteLegs(at[9..], hold.Legs, 0);
        var texts = at[(9 + hold.Legs.Length)..];
        JournalText.Write(ref texts, JournalLayout.ScopeWords, hold.Scope.Value);
        JournalText.Write(ref texts, JournalLayout.NameWords, hold.Rung.Deployment.Id);
        JournalText.Write(ref texts, JournalLayout.NameWords, hold.Rung.Quote.PriceVersion);
        WriteRuling(ref texts, hold.Ruling);
        at[0] = hold.Decision.Number;
        Count(words);
    }

    /// <summary>The hold covers a longer answer. Killed in between, its last word may charge less than the whole: the rest is forfeited with the slice.</summary>
    internal void Extend(Hold hold)
    {
        var words = _memory.Span;
        WriteBound(words.Slice(_layout.Hold(hold.Slot), JournalLayout.HoldWords), hold);
        Count(words);
    }

    /// <summary>The hold was resolved by a receipt that is written already: of the two it is the receipt that counts.</summary>
    internal void Close(Hold hold) => Set(_layout.Hold(hold.Slot), 0);

    internal void Append(long seq, in ReceiptLog.Entry entry)
    {
        var words = _memory.Span;
        var at = words.Slice(_layout.Receipt(seq), JournalLayout.ReceiptWords);
        ref readonly var decision = ref entry.Decision;
        at[0] = seq;
        at[1] = decision.Number;
        at[2] = entry.AtTicks;
        var shadow = entry.Ruling.ShadowOf(decision);
        at[3] = JournalPack.Of(entry.Legs.Length, decision.Verdict, decision.Reason, entry.Kind, entry.Ruling.Priority, shadow?.Verdict);
        at[4] = entry.PlanVersion;
        at[5] = entry.InputTokens.Value;
        at[6] = entry.OutputTokens.Value;
        at[7] = decision.Bound.NanoUsd;
        at[8] = entry.Cost.Usd.NanoUsd;
        at[9] = entry.Cost.Tokens;
        at[10] = entry.Cost.Requests;
        at[14] = decision.MaxAffordable?.Value ?? 0;
        WriteLegs(at[15..], entry.Legs, seq);
        var texts = at[(15 + entry.Legs.Length)..];
        JournalText.Write(ref texts, JournalLayout.ScopeWords, entry.Scope.Value);
        JournalText.Write(ref texts, JournalLayout.NameWords, decision.Deployment?.Id ?? "");
        JournalText.Write(ref texts, JournalLayout.NameWords, entry.PriceVersion);
        WriteRuling(ref texts, entry.Ruling);
        if (shadow is { } other)
        {
            JournalText.Write(ref texts, JournalLayout.NameWords, _rules.NamesOf(entry.Ruling.Policies!, entry.Ruling.Matched));
            JournalText.Write(ref texts, JournalLayout.NameWords, other.Deployment?.Id ?? "");
        }

        at[13] = 0;
        if (decision.Blocker is { } blocker)
        {
            at[11] = blocker.Needed;
            at[12] = blocker.Headroom;
            at[13] = 1;
            JournalText.Write(ref texts, JournalLayout.ScopeWords, blocker.Owner);
            JournalText.Write(ref texts, JournalLayout.NameWords, blocker.Name);
        }

        words[JournalLayout.WrittenAt] = seq;
        Count(words);
    }

    /// <summary>Receipts up to <paramref name="seq"/> are the silo's: what they sum up to is kept instead.</summary>
    internal void Acknowledge(long seq)
    {
        if (seq <= _acknowledged)
            return;
        var words = _memory.Span;
        var active = words[JournalLayout.ActiveAt];
        var was = words.Slice(_layout.Sums(active), _layout.SumsWords);
        var next = words.Slice(_layout.Sums(1 - active), _layout.SumsWords);
        was[..(1 + 2 * _slices)].CopyTo(next);
        for (var receipt = _acknowledged + 1; receipt <= seq; receipt++)
            JournalReceipt.AddTo(next[1..], words.Slice(_layout.Receipt(receipt), JournalLayout.ReceiptWords), words.Slice(_layout.Slice(0), _layout.Slices * JournalLayout.SliceWords));
        next[0] = _acknowledged = seq;
        words[JournalLayout.ActiveAt] = 1 - active;
        Count(words);
        FreeRows();
    }

    private void FreeRows()
    {
        for (var i = _leaving.Count - 1; i >= 0; i--)
        {
            var row = _leaving[i].Row;
            if (row >= 0 && _leaving[i].IsLeaving && _lastReceipt[row] > _acknowledged)
                continue;
            if (row >= 0 && _leaving[i].IsLeaving)
            {
                _leaving[i].Forget();
                Set(_layout.Slice(row), 0);
                _freeSlices.Push(row);
            }

            _leaving.RemoveAt(i);
        }
    }

    private static void WriteBound(Span<long> at, Hold hold)
    {
        at[5] = hold.Decision.OutputBound.Value;
        at[6] = hold.Bound.Usd.NanoUsd;
        at[7] = hold.Bound.Tokens;
        at[8] = hold.Bound.Requests;
    }

    private void WriteLegs(Span<long> at, Slice[] legs, long receipt)
    {
        for (var i = 0; i < legs.Length; i++)
        {
            var row = legs[i].Ceiling!.RowOf(legs[i]);
            at[i] = row;
            if (row >= 0 && receipt > 0)
                _lastReceipt[row] = receipt;
        }
    }

    private void WriteRuling(ref Span<long> texts, in Ruling ruling)
    {
        JournalText.Write(ref texts, JournalLayout.NameWords, ruling.Policies is { } policies ? _rules.NamesOf(policies, policies.Enforced(ruling.Matched)) : "");
        JournalText.Write(ref texts, JournalLayout.LabelWords, ruling.Task ?? "");
        JournalText.Write(ref texts, JournalLayout.LabelWords, ruling.DataClass ?? "");
        JournalText.Write(ref texts, JournalLayout.LabelWords, ruling.Caller ?? "");
        JournalText.Write(ref texts, JournalLayout.BudgetWords, ruling.Ahead?.Budget ?? "");
        if (ruling.Ahead is not { } ahead)
            return;
        (texts[0], texts[1]) = (ahead.Spent, ahead.Course);
        texts = texts[2..];
    }

    private void Set(int at, long value)
    {
        var words = _memory.Span;
        words[at] = value;
        Count(words);
    }

    /// <summary>First here, then in the witness: killed in between, the journal is ahead, which is no fault.</summary>
    private void Count(Span<long> words) => _witness.Span[0] = ++words[JournalLayout.WritesAt];
}
