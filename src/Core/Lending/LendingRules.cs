namespace BudgetMesh.Lending;

/// <summary>The figures of the lending protocol. An executable model of it was run with these; their relations are tested.</summary>
public static class LendingRules
{
    /// <summary>Far from the cap a slice lasts this long at the gateway's net burn: an owner's death and restart fit into it many times.</summary>
    public static readonly TimeSpan HorizonFar = TimeSpan.FromSeconds(45);

    /// <summary>The horizon while less than <see cref="FarShare"/> of the cap is left.</summary>
    public static readonly TimeSpan HorizonNear = TimeSpan.FromSeconds(5);

    /// <summary>The horizon while less than <see cref="NearShare"/> of the cap is left.</summary>
    public static readonly TimeSpan HorizonLast = TimeSpan.FromSeconds(1);

    /// <summary>Parts of a thousand of the cap.</summary>
    public const int FarShare = 200, NearShare = 50, LastShare = 10;

    /// <summary>A slice never lasts longer than this part of what is left of the budget at the burn of all.</summary>
    public const int LifeDivisor = 8;

    /// <summary>Free rights of all gateways together, in parts of a thousand of the cap: what a crash of all of them can forfeit.</summary>
    public const int LentShareMost = 20;

    /// <summary>A slice has room for at least this many bounds: fewer, and a burst waits.</summary>
    public const int BoundsFew = 4;

    /// <summary>The same with at least <see cref="GatewaysMany"/> gateways, where so many bounds of each would be more than may be lent.</summary>
    public const int BoundsMany = 2;

    public const int GatewaysMany = 16;

    /// <summary>Below this many parts of a thousand of the cap (or <see cref="ExactSliceDivisor"/>) a budget is lent exactly; at twice that in slices again.</summary>
    public const int ExactShare = 2;

    /// <summary>… or below gateways × the smallest slice ÷ this.</summary>
    public const int ExactSliceDivisor = 10;

    /// <summary>A cap below gateways × bound × this lives in exact mode: its slices would be most of it.</summary>
    public const int ExactCapBounds = 30;

    /// <summary>A gateway in exact mode waits this long before it gives back what a hold released: its own next request may use it.</summary>
    public static readonly TimeSpan ReturnDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a request waits for rights that other gateways have free.</summary>
    public static readonly TimeSpan RecallPatience = TimeSpan.FromMilliseconds(100);

    /// <summary>A gateway that charged nothing of a budget for this long returns its slice.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(60);

    /// <summary>Sync at least this often far from the cap, near it, and at its end.</summary>
    public static readonly TimeSpan RefreshFar = TimeSpan.FromSeconds(15), RefreshNear = TimeSpan.FromSeconds(1), RefreshLast = TimeSpan.FromMilliseconds(100);

    /// <summary>Where holds occupy what somebody asks for, a gateway looks again after this long: what others release is soon noticed, by one sync and not by every request.</summary>
    public static readonly TimeSpan RefreshContended = TimeSpan.FromMilliseconds(25);

    /// <summary>An owner that has not answered for this many refreshes counts as unreachable, but not before <see cref="StaleLeast"/>.</summary>
    public const int StaleRefreshes = 3;

    public static readonly TimeSpan StaleLeast = TimeSpan.FromSeconds(3);

    /// <summary>After the store said that a window has not begun, the owner's clock is not believed for this long.</summary>
    public static readonly TimeSpan EarlyRetry = TimeSpan.FromSeconds(1);

    /// <summary>Late settlements of a closed window are taken for this long; then its rows go and its receipts stay.</summary>
    public static readonly TimeSpan SettlementGrace = TimeSpan.FromDays(7);

    /// <summary>Forfeits of a window beyond this many parts of a thousand of its cap are an alarm: half of what is ever lent at once.</summary>
    public const int ForfeitedShareAlarm = 10;

    /// <summary>
    /// Blocks of a slice: a kill with a journal forfeits at most one, an eighth of what one without forfeits. A slice is refreshed at
    /// half, so that the ceiling moves some four times for each sync.
    /// </summary>
    public const int JournalBlocks = 8;
}
