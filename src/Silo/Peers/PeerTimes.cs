namespace BudgetMesh.Silo;

/// <summary>How soon a silo does without another. Together: one that was killed is left out at once, one that is paused or cut off within 1.3 s, before gateways leave the silo that waits for it.</summary>
internal static class PeerTimes
{
    /// <summary>Each silo looks so often whether the others are there, and at once again where no answer came.</summary>
    public static readonly TimeSpan PingEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an answer to that, or a connection, may take. It asks for no store: a database that is slow makes no silo a dead one.</summary>
    public static readonly TimeSpan PingPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>So many in a row without an answer: a single one is a busy machine.</summary>
    public const int MissesMax = 2;

    /// <summary>A silo that was left out stays out so long, though it answers again: owners of limits that move have to learn.</summary>
    public static readonly TimeSpan OutFor = TimeSpan.FromSeconds(3);

    /// <summary>One silo's strange answers are logged at most this often.</summary>
    public static readonly TimeSpan ComplaintEvery = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the answer to what was passed on may take from a silo that is there: longer than its owners wait for their store (2 s), so that
    /// those say for themselves what is wrong.
    /// </summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(3);
}
