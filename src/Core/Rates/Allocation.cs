using System.Runtime.InteropServices;

namespace BudgetMesh.Rates;

/// <summary>
/// Shares a limit out. First what is reserved goes to its holders as far as they ask for it; the rest by priority, and within a
/// priority by weighted max-min fairness: nobody gets more than it asks for while another, in proportion to its weight, gets less.
/// What nobody asks for is spread in proportion to what was asked for, but for a part that is kept for newcomers.
/// </summary>
internal sealed class Allocation
{
    private readonly List<Account> _accounts = [];
    private readonly List<Account> _unmet = [];

    /// <summary>Sets every line's target; together they are no more than <paramref name="total"/>.</summary>
    /// <param name="spread">Parts of a thousand of what nobody asks for that are given in advance.</param>
    /// <param name="turn">Whose turn it is where something cannot be divided.</param>
    public void Share(long total, IReadOnlyList<RateLine> lines, RateShares shares, int spread, int turn)
    {
        Open(total, lines, shares);
        var rest = total - GiveReserved(total);
        for (var from = 0; from < _accounts.Count;)
        {
            var priority = _accounts[from].Claim.Priority;
            _unmet.Clear();
            for (; from < _accounts.Count && _accounts[from].Claim.Priority == priority; from++)
                _unmet.Add(_accounts[from]);
            rest -= Fill(rest);
        }

        var asked = _accounts.Aggregate(Int128.Zero, static (sum, account) => sum + account.Asked);
        foreach (var account in _accounts)
        {
            var more = asked == 0 ? 0 : (long)((Int128)rest * spread / 1000 * account.Asked / asked);
            account.Split(account.Given + more, turn);
        }

        _accounts.Clear();
    }

    private void Open(long total, IReadOnlyList<RateLine> lines, RateShares shares)
    {
        var byClaim = new Dictionary<Claim, Account>();
        foreach (var line in lines)
        {
            line.Target = 0;
            ref var account = ref CollectionsMarshal.GetValueRefOrAddDefault(byClaim, line.Claim, out _);
            if (account is null)
                _accounts.Add(account = new Account(line.Claim, shares));
            account.Add(line, total);
        }

        _accounts.Sort(static (left, right) => right.Claim.Priority.CompareTo(left.Claim.Priority));
    }

    /// <summary>A scope's reservation is for its most urgent requests first.</summary>
    private long GiveReserved(long total)
    {
        var given = 0L;
        Dictionary<ScopePath, long> left = [];
        foreach (var account in _accounts)
        {
            ref var reserved = ref CollectionsMarshal.GetValueRefOrAddDefault(left, account.Claim.Scope, out var isKnown);
            if (!isKnown)
                reserved = account.Reserved;
            var part = Math.Min(Math.Min(account.Asked, reserved), total - given);
            reserved -= part;
            account.Given = part;
            given += part;
        }

        return given;
    }

    /// <summary>Fills the unmet from the one that is soonest content, each time with an equal share of what is left, by weight.</summary>
    private long Fill(long rest)
    {
        var given = 0L;
        var weights = _unmet.Sum(static account => (long)account.Weight);
        _unmet.Sort(static (left, right) => ((Int128)left.Unmet * right.Weight).CompareTo((Int128)right.Unmet * left.Weight));
        foreach (var account in _unmet)
        {
            var part = Math.Min(account.Unmet, (long)((Int128)(rest - given) * account.Weight / weights));
            account.Given += part;
            given += part;
            weights -= account.Weight;
        }

        return given;
    }

    /// <summary>The lines of one claim.</summary>
    private sealed class Account(Claim claim, RateShares shares)
    {
        private readonly List<RateLine> _lines = [];

        public Claim Claim { get; } = claim;

        public int Weight { get; } = shares.WeightOf(claim.Scope);

        public long Reserved { get; } = shares.ReservedBy(claim.Scope);

        public long Asked { get; private set; }

        public long Given { get; set; }

        public long Unmet => Asked - Given;

        /// <summary>Absurd demand counts as twice everything: more than is there, and still a number that can be added up.</summary>
        public void Add(RateLine line, long total)
        {
            _lines.Add(line);
            Asked = Math.Min(Asked + AskedBy(line), 2 * total);
        }

        /// <summary>In proportion to what is asked for at each gateway, so that a request fares alike at all; what does not divide goes to one after the other, from another one each time.</summary>
        public void Split(long amount, int turn)
        {
            var asked = _lines.Aggregate(Int128.Zero, static (sum, line) => sum + AskedBy(line));
            if (asked == 0)
                return;
            var left = amount;
            foreach (var line in _lines)
            {
                line.Target = (long)((Int128)amount * AskedBy(line) / asked);
                left -= line.Target;
            }

            for (var i = 0; left > 0 && i < _lines.Count; i++)
            {
                var line = _lines[(i + turn) % _lines.Count];
                if (line.Target >= AskedBy(line))
                    continue;
                line.Target++;
                left--;
            }
        }

        /// <summary>A little more than was measured: demand wavers.</summary>
        private static long AskedBy(RateLine line)
        {
            var amount = Math.Clamp(line.Demand.Amount, 0, long.MaxValue / 4);
            return amount + (long)((Int128)amount * RateRules.Headroom / 1000);
        }
    }
}
