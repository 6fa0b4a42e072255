namespace BudgetMesh.Rates;

/// <summary>How the limit stands, for whoever looks.</summary>
internal sealed partial class LimitBook
{
    /// <summary>Claims in the order of their scopes, the most urgent first; those that only have something reserved are there as well.</summary>
    public LimitReading Read()
    {
        var idle = _shares.Reserved.Keys.Where(scope => !_lines.Exists(line => line.Claim.Scope == scope)).Select(scope => Read(Claim.Own(scope), []));
        return new LimitReading(Plan, PerMinute(Total), PerMinute(Lent),
        [
            .. _lines.GroupBy(static line => line.Claim).Select(lines => Read(lines.Key, [.. lines])).Concat(idle)
                .OrderBy(static claim => claim.Claim.Scope.Value, StringComparer.Ordinal).ThenByDescending(static claim => claim.Claim.Priority),
        ]);
    }

    private ClaimReading Read(Claim claim, IReadOnlyList<RateLine> lines) => new(
        claim,
        _shares.WeightOf(claim.Scope),
        PerMinute(_shares.ReservedBy(claim.Scope)),
        PerMinute(lines.Sum(static line => line.Target)),
        PerMinute(lines.Sum(static line => line.InForce)),
        PerMinute(lines.Sum(static line => line.Demand.Used)),
        PerMinute(lines.Sum(static line => line.Demand.Amount)),
        lines.Count);

    private long PerMinute(long amount) => Plan.IsRate ? amount / RateRules.MinutesPerHour : amount;
}
