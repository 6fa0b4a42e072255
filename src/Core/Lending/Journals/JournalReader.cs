using System.Diagnostics.CodeAnalysis;
using BudgetMesh.Budgets;
using BudgetMesh.Holds;
using BudgetMesh.Routing;
using NodaTime;

namespace BudgetMesh.Lending.Journals;

/// <summary>Reads a journal whose writer is gone. A hold whose receipt is there was resolved; of the rest nobody knows, and they are charged in full.</summary>
internal readonly ref struct JournalReader
{
    private readonly ReadOnlySpan<long> _words;
    private readonly JournalLayout _layout;
    private readonly Incarnation _incarnation;

    private JournalReader(ReadOnlySpan<long> words, JournalLayout layout)
    {
        _words = words;
        _layout = layout;
        _incarnation = new Incarnation(JournalText.Read(words[JournalLayout.IncarnationAt..JournalLayout.HeaderWords]));
    }

    public static bool TryRead(ReadOnlySpan<long> words, long witness, [NotNullWhen(true)] out PastLife? life, out string problem)
    {
        (life, problem) = (null, "");
        if (words.Length < JournalLayout.HeaderWords || words[0] != JournalLayout.Magic)
            problem = "it is empty, or of another version";
        else if (words[JournalLayout.HoldsAt] is < 0 or > int.MaxValue || words[JournalLayout.ReceiptsAt] is < 1 or > int.MaxValue || words[JournalLayout.SlicesAt] is < 0 or > int.MaxValue)
            problem = "its header is broken";
        if (problem.Length > 0)
            return false;
        var layout = new JournalLayout((int)words[JournalLayout.HoldsAt], (int)words[JournalLayout.ReceiptsAt], (int)words[JournalLayout.SlicesAt]);
        if (words.Length < layout.Words)
        {
            problem = $"it has {words.Length} words of {layout.Words}";
            return false;
        }

        life = new JournalReader(words, layout).Read(isWhole: witness > 0 && words[JournalLayout.WritesAt] >= witness);
        return true;
    }

    private PastLife Read(bool isWhole)
    {
        if (!isWhole)
            return new PastLife(_incarnation, 0, [], Finals([], isWhole: false));
        var active = _words.Slice(_layout.Sums(_words[JournalLayout.ActiveAt] & 1), _layout.SumsWords);
        var acknowledged = active[0];
        long[] sums = [.. active[1..]];
        var slices = _words.Slice(_layout.Slice(0), _layout.Slices * JournalLayout.SliceWords);
        var receipts = new List<Receipt>();
        var resolved = new HashSet<long>();
        if (acknowledged < 0 || _words[JournalLayout.WrittenAt] - acknowledged > _layout.Receipts)
            throw new FormatException($"{_words[JournalLayout.WrittenAt]} receipts of which {acknowledged} are confirmed");
        for (var seq = acknowledged + 1; seq <= _words[JournalLayout.WrittenAt]; seq++)
        {
            var row = _words.Slice(_layout.Receipt(seq), JournalLayout.ReceiptWords);
            CheckLegs(row[15..], row[3]);
            JournalReceipt.AddTo(sums, row, slices);
            receipts.Add(ReadReceipt(row));
            resolved.Add(row[1]);
        }

        for (var slot = 0; slot < _layout.Holds; slot++)
        {
            var row = _words.Slice(_layout.Hold(slot), JournalLayout.HoldWords);
            if (row[0] == 0 || resolved.Contains(row[0]))
                continue;
            var receipt = Expire(row, acknowledged + receipts.Count + 1, out var legs);
            receipts.Add(receipt);
            foreach (var (slice, amount) in legs)
                sums[2 * slice] += amount;
        }

        return new PastLife(_incarnation, acknowledged, receipts, Finals(sums, isWhole: true));
    }

    private List<FinalReport> Finals(long[] sums, bool isWhole)
    {
        var slices = new Dictionary<string, List<FinalSlice>>();
        for (var row = 0; isWhole && row < _layout.Slices; row++)
        {
            var at = _words.Slice(_layout.Slice(row), JournalLayout.SliceWords);
            if (at[0] == 0)
                continue;
            var scope = JournalText.Read(at.Slice(7, JournalLayout.ScopeWords));
            if (!slices.TryGetValue(scope, out var list))
                slices[scope] = list = [];
            list.Add(ReadSlice(at, sums[2 * row], sums[2 * row + 1]));
        }

        var finals = new List<FinalReport>();
        for (var owner = 0; owner < _layout.Slices; owner++)
        {
            if (_words[_layout.Owner(owner)] is not (> 0 and var seq))
                continue;
            var scope = JournalText.Read(_words.Slice(_layout.Owner(owner) + 1, JournalLayout.ScopeWords));
            finals.Add(new FinalReport(
                ScopePath.Parse(scope), _incarnation, seq + 1, IsComplete: isWhole && _words[JournalLayout.OverflowAt] == 0, slices.GetValueOrDefault(scope) ?? []));
        }

        return finals;
    }

    /// <summary>Charged and released as the owner may have heard them, raised alike until nothing is held: what is spent is known, and only their difference counts.</summary>
    private static FinalSlice ReadSlice(ReadOnlySpan<long> at, long settled, long corrected)
    {
        var spent = settled - corrected;
        var charged = Math.Max(at[4], at[5] + spent);
        return new FinalSlice(
            JournalText.Read(at.Slice(7 + JournalLayout.ScopeWords, JournalLayout.NameWords)), at[1], Math.Max(at[3], spent),
            new SliceCounters(at[2], 0, charged, charged - spent, settled, corrected, 0));
    }

    private Receipt ReadReceipt(ReadOnlySpan<long> at)
    {
        var legs = Legs(at[15..], at[3], JournalReceipt.Cost(at), out _);
        var texts = at[(15 + JournalPack.Legs(at[3]))..];
        var receipt = WithRuling(ref texts, at[3], new Receipt(
            _incarnation, at[0], at[1], Instant.FromUnixTimeTicks(at[2]), JournalPack.Kind(at[3]), JournalPack.Verdict(at[3]), JournalPack.Reason(at[3]),
            ReadScope(ref texts), ReadName(ref texts), Tokens(at[5]), Tokens(at[6]), new Money(at[7]), new Money(at[8]), ReadName(ref texts), at[4], "", 0, 0, legs));
        return receipt with
        {
            MaxAffordable = Tokens(at[14]),
            Shadow = JournalPack.Shadow(at[3]) is { } shadow ? new ShadowDecision(ReadName(ref texts), shadow, ReadName(ref texts)) : null,
            Blocker = at[13] == 0 ? "" : $"{JournalText.Read(ref texts, JournalLayout.ScopeWords)}:{ReadName(ref texts)}",
            Needed = at[13] == 0 ? 0 : at[11],
            Headroom = at[13] == 0 ? 0 : at[12],
        };
    }

    private Receipt Expire(ReadOnlySpan<long> at, long seq, out List<(int Slice, long Amount)> charges)
    {
        CheckLegs(at[9..], at[2]);
        var legs = Legs(at[9..], at[2], new Amounts(new Money(at[6]), at[7], 0, at[8]), out charges);
        var texts = at[(9 + JournalPack.Legs(at[2]))..];
        return WithRuling(ref texts, at[2], new Receipt(
            _incarnation, seq, at[0], Instant.FromUnixTimeTicks(at[1]), ReceiptKind.Expired, JournalPack.Verdict(at[2]), JournalPack.Reason(at[2]),
            ReadScope(ref texts), ReadName(ref texts), Tokens(at[4]), Tokens(at[5]), new Money(at[6]), new Money(at[6]), ReadName(ref texts), at[3], "", 0, 0, legs));
    }

    private static Receipt WithRuling(ref ReadOnlySpan<long> texts, long packed, Receipt receipt) => receipt with
    {
        Priority = JournalPack.Priority(packed),
        Rule = ReadName(ref texts),
        Task = JournalText.Read(ref texts, JournalLayout.LabelWords),
        DataClass = JournalText.Read(ref texts, JournalLayout.LabelWords),
        Caller = JournalText.Read(ref texts, JournalLayout.LabelWords),
        Ahead = ReadAhead(ref texts),
    };

    private static AheadOfCourse? ReadAhead(ref ReadOnlySpan<long> texts)
    {
        if (JournalText.Read(ref texts, JournalLayout.BudgetWords) is not { Length: > 0 } budget)
            return null;
        var ahead = new AheadOfCourse(budget, (int)texts[0], (int)texts[1]);
        texts = texts[2..];
        return ahead;
    }

    private static ScopePath ReadScope(ref ReadOnlySpan<long> texts) => ScopePath.Parse(JournalText.Read(ref texts, JournalLayout.ScopeWords));

    private static string ReadName(ref ReadOnlySpan<long> texts) => JournalText.Read(ref texts, JournalLayout.NameWords);

    private void CheckLegs(ReadOnlySpan<long> rows, long packed)
    {
        foreach (var row in rows[..JournalPack.Legs(packed)])
        {
            if (row >= _layout.Slices || (row >= 0 && !Enum.IsDefined((BudgetUnit)_words[_layout.Slice((int)row) + JournalLayout.UnitAt])))
                throw new FormatException($"a leg of slice {row}");
        }
    }

    private static long Tokens(long count) => count is >= 0 and <= Limits.TokensPerRequestMax ? count : throw new FormatException($"{count} tokens");

    private List<ReceiptLeg> Legs(ReadOnlySpan<long> rows, long packed, in Amounts amounts, out List<(int Slice, long Amount)> charges)
    {
        charges = [];
        var legs = new List<ReceiptLeg>();
        for (var i = 0; i < JournalPack.Legs(packed); i++)
        {
            if (rows[i] < 0)
                continue; // found no room in the journal: forfeited, and on no receipt
            var at = _words.Slice(_layout.Slice((int)rows[i]), JournalLayout.SliceWords);
            var amount = amounts.Of((BudgetUnit)at[JournalLayout.UnitAt]);
            charges.Add(((int)rows[i], amount));
            legs.Add(new ReceiptLeg(
                ScopePath.Parse(JournalText.Read(at.Slice(7, JournalLayout.ScopeWords))), JournalText.Read(at.Slice(7 + JournalLayout.ScopeWords, JournalLayout.NameWords)), at[1], amount));
        }

        return legs;
    }
}
