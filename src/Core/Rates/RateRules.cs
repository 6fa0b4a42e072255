namespace BudgetMesh.Rates;

/// <summary>The figures by which renewable rights are lent. Their relations are tested.</summary>
public static class RateRules
{
    /// <summary>Rates are counted by the hour: fine enough to be split among a thousand gateways, coarse enough for 63 bits.</summary>
    public const long MinutesPerHour = 60;

    /// <summary>A slice ends this long after the gateway asked for it. Longer than a restart of a silo takes, and as long as what a dead gateway had lies idle.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>By so much longer the owner counts on it: clocks of two machines do not run apart faster.</summary>
    public static readonly TimeSpan LeaseMargin = TimeSpan.FromMilliseconds(100);

    /// <summary>An owner lends for this long after it last knew that no other has taken its place.</summary>
    public static readonly TimeSpan Fence = TimeSpan.FromSeconds(2);

    /// <summary>A new owner knows of every slice of its predecessors after this long: what it was not told of has ended.</summary>
    public static readonly TimeSpan Learning = Lease + LeaseMargin + Fence;

    /// <summary>Parts of a thousand that are never lent but by an owner that learns, to gateways that it knows nothing of.</summary>
    public const int SafeShare = 2;

    /// <summary>Parts of a thousand of a burst that stay with the owner, besides what is lent.</summary>
    public const int RestShare = 50;

    /// <summary>Sync at least this often: a slice outlives four lost messages.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(1);

    /// <summary>The same while a share is on its way to somebody.</summary>
    public static readonly TimeSpan RefreshContended = TimeSpan.FromMilliseconds(50);

    /// <summary>The same while somebody gets all that it can and asks for more.</summary>
    public static readonly TimeSpan RefreshSaturated = TimeSpan.FromMilliseconds(250);

    /// <summary>… but with many gateways not more often than so many milliseconds for each.</summary>
    public const int RefreshPerGatewayMs = 2;

    /// <summary>A message to the owners without an answer for so long is lost, before any round trip was measured.</summary>
    public static readonly TimeSpan AnswerFirst = TimeSpan.FromSeconds(1);

    /// <summary>The same at least, however short round trips are.</summary>
    public static readonly TimeSpan AnswerLeast = TimeSpan.FromMilliseconds(100);

    /// <summary>The same at most, however many were lost, while slices are in force: they end soon, and are worth another message.</summary>
    public static readonly TimeSpan AnswerLeased = TimeSpan.FromMilliseconds(500);

    /// <summary>The same at most when nothing is left to lose: an owner that has become slow is waited for, else nothing would ever be heard of it.</summary>
    public static readonly TimeSpan AnswerMost = TimeSpan.FromSeconds(2);

    /// <summary>An owner is away when so many messages in a row got no answer: one that is lost is no reason to refuse anybody.</summary>
    public const int AwayAfter = 3;

    /// <summary>Shares are reckoned anew at most this often.</summary>
    public static readonly TimeSpan Reckon = TimeSpan.FromMilliseconds(20);

    /// <summary>Gateways are asked to look again at most this often.</summary>
    public static readonly TimeSpan RecallInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Lent in slices only where a slice's burst has room for so many requests; below, each is asked for. Half of it, and slices end.</summary>
    public const int SliceBounds = 4;

    /// <summary>Where nobody is short a share is larger than what was asked for lately by this part of a thousand: so much demand wavers.</summary>
    public const int Headroom = 100;

    /// <summary>Of what nobody asks for, this part of a thousand is spread in advance; the owner keeps the rest for newcomers.</summary>
    public const int SpreadShare = 750;

    /// <summary>A share is not lowered for less than this part of a thousand of it: every message would change something.</summary>
    public const int LowerLeast = 20;

    /// <summary>… and somebody who has less than its share by no more than this part of it is not worth it either.</summary>
    public const int LackLeast = 50;

    /// <summary>A gateway that a provider has turned away leaves it alone for so long at most: by then the owner has lowered what is lent.</summary>
    public static readonly TimeSpan PauseMost = TimeSpan.FromMilliseconds(250);

    /// <summary>What a slice gains in this time is kept for its own requests; more, and others at the gateway may have it.</summary>
    public static readonly TimeSpan KeptForOwn = TimeSpan.FromMilliseconds(500);

    /// <summary>A line that was not used for this long is given up.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(60);
}
