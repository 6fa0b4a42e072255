namespace BudgetMesh.Routing;

/// <summary>Conditions on a request that must all hold; null for a condition that was not written.</summary>
/// <param name="Over">Input tokens: more than these; −1 for any.</param>
/// <param name="UpTo">Input tokens: these at most.</param>
public sealed record MatchPlan(LabelPatterns? Task, PriorityMask Priorities, LabelPatterns? DataClass, LabelPatterns? Caller, long Over, long UpTo)
{
    public bool Matches(in Request request) =>
        Priorities.Has(request.Priority)
        && request.InputTokens.Value > Over && request.InputTokens.Value <= UpTo
        && (DataClass is null || DataClass.Matches(request.DataClass))
        && (Task is null || Task.Matches(request.Task))
        && (Caller is null || Caller.Matches(request.Caller));

    /// <summary>Whatever <paramref name="other"/> matches, this matches.</summary>
    public bool Covers(MatchPlan other) =>
        Priorities.Covers(other.Priorities) && Over <= other.Over && UpTo >= other.UpTo
        && Covers(DataClass, other.DataClass) && Covers(Task, other.Task) && Covers(Caller, other.Caller);

    private static bool Covers(LabelPatterns? mine, LabelPatterns? other) => mine is null || (other is not null && mine.Covers(other));
}

/// <summary>A set of priorities, a bit each.</summary>
public readonly record struct PriorityMask(byte Bits)
{
    public static PriorityMask All { get; } = new(0b111);

    public static PriorityMask Of(IEnumerable<Priority> priorities) => new((byte)priorities.Aggregate(0, static (bits, priority) => bits | Bit(priority)));

    public bool Has(Priority priority) => (Bits & Bit(priority)) != 0;

    public bool Covers(PriorityMask other) => (other.Bits & ~Bits) == 0;

    private static int Bit(Priority priority) => 1 << ((int)priority + 1);
}
