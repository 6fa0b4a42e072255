namespace BudgetMesh.Rates;

/// <summary>What one gateway has of one limit on one claim's account, as its owner knows it.</summary>
/// <param name="first">The first that was heard of it, or of it again.</param>
internal sealed class RateLine(RateHolder holder, RateReport first)
{
    private long _creditUsed = first.CreditUsed;

    public RateHolder Holder { get; } = holder;

    public Claim Claim { get; } = first.Claim;

    public RateDemand Demand { get; private set; }

    /// <summary>What it should have, when everything that was lowered for it is confirmed.</summary>
    public long Target { get; set; }

    /// <summary>The most that the gateway may have now, of all that it was told and that has not ended.</summary>
    public long InForce { get; private set; }

    public long BurstInForce { get; private set; }

    /// <summary>Last told.</summary>
    public long Amount { get; private set; }

    public long Burst { get; private set; }

    /// <summary>It has no rate of its own: each request is asked for.</summary>
    public bool IsExact { get; set; } = true;

    public long Credited { get; private set; } = first.CreditUsed;

    /// <summary>Credited, and perhaps not used yet.</summary>
    public long Outstanding { get; private set; }

    public long Refunded { get; private set; } = first.Refunded;

    /// <summary>Of concurrent requests: under way when last told of.</summary>
    public long InUse { get; private set; }

    /// <summary>It has something, or asks for something.</summary>
    public bool IsLive => InForce > 0 || Outstanding > 0 || Demand.Amount > 0 || Demand.Waiting > 0;

    /// <summary>Takes what the gateway says. What it has is believed where it knows what it was last told.</summary>
    /// <param name="isConfirmed">The gateway had applied the last answer when it sent this.</param>
    /// <returns>What was given back since it was last heard.</returns>
    public long Hear(RateReport report, bool isConfirmed)
    {
        (Demand, InUse) = (report.Demand, report.InUse);
        if (report.IsNew)
        {
            (InForce, BurstInForce, Outstanding) = (0, 0, 0);
            (Credited, _creditUsed, Refunded) = (report.CreditUsed, report.CreditUsed, report.Refunded);
        }
        else if (isConfirmed)
        {
            InForce = Math.Min(InForce, Math.Max(report.Amount, report.InUse));
            BurstInForce = Math.Min(BurstInForce, report.Burst);
            _creditUsed = Math.Clamp(report.CreditUsed, _creditUsed, Credited);
            Outstanding = Credited - _creditUsed;
        }

        var refunded = Math.Max(0, report.Refunded - Refunded);
        Refunded += refunded;
        return refunded;
    }

    /// <summary>The gateway has it no more.</summary>
    public void Drop() => (Demand, InForce, BurstInForce, Outstanding, InUse) = (default, 0, 0, 0, 0);

    /// <summary>Takes over what the gateway was lent by an earlier owner.</summary>
    public void Learn(RateReport report)
    {
        (Amount, Burst) = (Math.Max(report.Amount, report.InUse), report.Burst);
        (InForce, BurstInForce, IsExact) = (Amount, Burst, Amount == 0);
    }

    /// <param name="saved">What the bucket gets besides, within its burst.</param>
    public void Tell(long amount, long burst, long saved = 0)
    {
        (Amount, Burst) = (amount, burst);
        InForce = Math.Max(InForce, amount);
        BurstInForce = Math.Max(BurstInForce, burst);
        Credited += saved;
    }

    public void Credit(long units)
    {
        Credited += units;
        Outstanding += units;
    }

    /// <summary>Its lease has ended.</summary>
    /// <param name="keepsAmount">What it had may be under way still.</param>
    public void Lapse(bool keepsAmount) => (Demand, InForce, BurstInForce, Outstanding) = (default, keepsAmount ? InForce : 0, 0, 0);
}
