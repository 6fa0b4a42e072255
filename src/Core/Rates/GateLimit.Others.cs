namespace BudgetMesh.Rates;

/// <summary>
/// Slices of one limit on other claims' accounts at the same gateway: what one does not use another may, at once and without
/// asking. What all of them have together stays the same.
/// </summary>
internal sealed partial class GateLimit
{
    /// <summary>The slices of one limit that a gateway has, this one among them: one list for all of them. Empty where this is the only one.</summary>
    private List<GateLimit> _together = [];

    /// <summary>From now on it shares with another slice of its limit, and all that this shares with.</summary>
    public void Join(GateLimit other)
    {
        if (other._together.Count == 0)
            other._together.Add(other);
        _together = other._together;
        _together.Add(this);
    }

    /// <summary>It shares with nobody any more.</summary>
    public void Part()
    {
        _together.Remove(this);
        _together = [];
    }

    /// <summary>What others can spare, counted until it is enough.</summary>
    private long SparedByOthers(long enough, TimeSpan now)
    {
        var spared = 0L;
        for (var i = 0; i < _together.Count && spared < enough; i++)
        {
            if (_together[i] != this)
                spared += _together[i].Spared(Claim, now);
        }

        return spared;
    }

    /// <summary>To somebody who waits more, everything; else what is left when a moment's requests are served.</summary>
    private long Spared(Claim to, TimeSpan now)
    {
        var level = _bucket!.Level(now);
        return to.Priority > Claim.Priority ? level : Math.Max(0, level - Math.Min((_bucket.Burst + 1) / 2, Kept));
    }

    /// <summary>So much waits for its own requests: they do not come evenly.</summary>
    private long Kept => Math.Max(RateRules.SliceBounds * BoundLately, (long)((Int128)_bucket!.RatePerHour * RateRules.KeptForOwn.Ticks / TimeSpan.TicksPerHour));

    /// <summary>Takes what its own bucket does not have: of its credit, then of others.</summary>
    private void ChargeElsewhere(long units, TimeSpan now)
    {
        var credit = Math.Min(units, Credit);
        _creditUsed += credit;
        units -= credit;
        for (var i = 0; units > 0; i++)
        {
            if (_together[i] == this)
                continue;
            var part = Math.Min(units, _together[i].Spared(Claim, now));
            _together[i]._bucket!.Charge(part, now);
            units -= part;
        }
    }
}
