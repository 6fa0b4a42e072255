namespace BudgetMesh.Lending;

/// <summary>How much of a budget a gateway should hold in advance. A pure function; amounts in the budget's unit.</summary>
internal static class SliceSizing
{
    /// <summary>
    /// Net burn × horizon + gross burn × two syncs + a few bounds; at most half of the holder's proportional share of what is
    /// available and of the share of the cap that may be lent, but never below what two syncs and a few bounds need.
    /// </summary>
    /// <param name="netOfAll">Σ of the net burn of all gateways, per second.</param>
    public static long Target(in Demand demand, TimeSpan roundTrip, long cap, long available, long netOfAll, int gateways)
    {
        var floor = Saturate((Int128)demand.GrossPerSecond * 2 * roundTrip.Ticks / TimeSpan.TicksPerSecond + (Int128)Bounds(cap, demand.Bound, gateways) * demand.Bound);
        var wanted = (Int128)demand.NetPerSecond * Horizon(cap, available, netOfAll).Ticks / TimeSpan.TicksPerSecond + floor;
        var shareOfAvailable = Share(available, demand.NetPerSecond, netOfAll, gateways) / 2;
        var shareOfLent = Share((Int128)cap * LendingRules.LentShareMost / 1000, demand.NetPerSecond, netOfAll, gateways);
        return Math.Max(floor, Saturate(Int128.Min(wanted, Int128.Min(shareOfAvailable, shareOfLent))));
    }

    /// <summary>How many bounds a slice has room for at least: with many gateways fewer, where those of all would be more than may be lent.</summary>
    public static int Bounds(long cap, long bound, int gateways)
    {
        if (gateways < LendingRules.GatewaysMany || bound <= 0)
            return LendingRules.BoundsFew;
        var room = (Int128)cap * LendingRules.LentShareMost / 1000 / gateways / bound;
        return (int)Int128.Clamp(room, LendingRules.BoundsMany, LendingRules.BoundsFew);
    }

    /// <summary>Whether a budget must be lent exactly; hysteresis keeps it there until twice the threshold is available.</summary>
    public static bool IsExact(bool wasExact, long cap, long available, long bound, int gateways)
    {
        if ((Int128)cap < (Int128)LendingRules.ExactCapBounds * gateways * bound)
            return true;
        var smallestSlice = (Int128)Bounds(cap, bound, gateways) * bound;
        var threshold = Int128.Max((Int128)cap * LendingRules.ExactShare / 1000, gateways * smallestSlice / LendingRules.ExactSliceDivisor);
        return available < (wasExact ? 2 * threshold : threshold);
    }

    /// <summary>As <see cref="RefreshAfter(long, long)"/>, but never later than a part of what is left of the budget at the burn of all: one that burns down in seconds is looked at in between.</summary>
    public static TimeSpan RefreshAfter(long cap, long headroom, long netOfAll)
    {
        var refresh = RefreshAfter(cap, headroom);
        if (netOfAll <= 0)
            return refresh;
        var life = (Int128)Math.Max(0, headroom) * TimeSpan.TicksPerSecond / netOfAll / LendingRules.LifeDivisor;
        return life >= refresh.Ticks ? refresh : new TimeSpan((long)Int128.Max(life, LendingRules.RefreshLast.Ticks));
    }

    public static TimeSpan RefreshAfter(long cap, long headroom) =>
        ((Int128)headroom * 1000) switch
        {
            var left when left < (Int128)cap * LendingRules.LastShare => LendingRules.RefreshLast,
            var left when left < (Int128)cap * LendingRules.NearShare => LendingRules.RefreshNear,
            _ => LendingRules.RefreshFar,
        };

    private static TimeSpan Horizon(long cap, long available, long netOfAll)
    {
        var horizon = ((Int128)available * 1000) switch
        {
            var left when left < (Int128)cap * LendingRules.NearShare => LendingRules.HorizonLast,
            var left when left < (Int128)cap * LendingRules.FarShare => LendingRules.HorizonNear,
            _ => LendingRules.HorizonFar,
        };
        if (netOfAll <= 0)
            return horizon;
        var life = (Int128)Math.Max(0, available) * TimeSpan.TicksPerSecond / netOfAll / LendingRules.LifeDivisor;
        return life < horizon.Ticks ? new TimeSpan((long)life) : horizon;
    }

    private static Int128 Share(Int128 amount, long netOfHolder, long netOfAll, int gateways) =>
        netOfAll > 0 ? amount * netOfHolder / netOfAll : amount / Math.Max(1, gateways);

    private static long Saturate(Int128 amount) => (long)Int128.Clamp(amount, 0, long.MaxValue / 4);
}
