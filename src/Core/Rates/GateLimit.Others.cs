namespace BudgetMesh.Rates;

/// <summary>
/// Slices of one limit on other claims' accounts at the same gateway: what one does not use another may, at once and without
/// asking. What all of them have together stays the same.
/// </summary>
internal sealed partial class GateLimit
{
    private GateLimit[] _others = [];

    /// <summary>The slices of one limit that a gateway has.</summary>
    public static void Join(IReadOnlyList<GateLimit> lines)
    {
        foreach (var line in lines)
            line._others = [.. lines.Where(other => other != line)];
    }

    /// <summary>What others can spare, counted until it is enough.</summary>
    private long SparedByOthers(long enough, TimeSpan now)
    {
        var spared = 0L;
        foreach (var other in _others)
        {
            if (spared >= enough)
                break;
            spared += other.Spared(Claim, now);
        }

        return spared;
    }

    /// <summary>To somebody who waits more, everything; else what is above the half: it would soon overflow.</summary>
    private long Spared(Claim to, TimeSpan now) =>
        to.Priority > Claim.Priority ? _bucket!.Level(now) : Math.Max(0, _bucket!.Level(now) - (_bucket.Burst + 1) / 2);

    /// <summary>Takes what its own bucket does not have: of its credit, then of others.</summary>
    private void ChargeElsewhere(long units, TimeSpan now)
    {
        var credit = Math.Min(units, Credit);
        _creditUsed += credit;
        units -= credit;
        for (var i = 0; units > 0; i++)
        {
            var part = Math.Min(units, _others[i].Spared(Claim, now));
            _others[i]._bucket!.Charge(part, now);
            units -= part;
        }
    }
}
