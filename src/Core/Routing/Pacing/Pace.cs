namespace BudgetMesh.Routing;

/// <summary>
/// Keeps the better rungs for the whole window: where spend runs ahead of the window's course the ladder starts lower, for lower
/// priorities first. A proportional controller on what is left of the cap per what is left of the course, in steps with
/// hysteresis and without memory of its own beyond the step it is on, so that it neither winds up nor flaps, and every gate
/// comes to the same answer from the same terms. Pure; parts of a million.
/// </summary>
public static class Pace
{
    /// <summary>The whole of a cap, or of a course.</summary>
    public const int Whole = 1_000_000;

    /// <summary>The gain: one level for each 2 % by which the money left falls short of the course left.</summary>
    public const int Step = 20_000;

    /// <summary>A level is left again when the shortfall is half a step less than what led to it.</summary>
    public const int Back = Step / 2;

    /// <summary>
    /// A share of the window (a quarter of a day of a month) that may be ahead or behind without notice: as the window ends the
    /// course left goes to nothing, and the gain would go to infinity.
    /// </summary>
    public const int Slack = Whole / 120;

    /// <summary>More levels than any ladder has steps down for all priorities.</summary>
    public const int LevelMost = PriorityClasses * (Limits.RungsPerLadderMax - 1);

    private const int PriorityClasses = 3;

    /// <summary>How hard to save.</summary>
    /// <param name="level">The level so far, 0 to <see cref="LevelMost"/>.</param>
    /// <param name="spent">What is spent of <paramref name="cap"/>, in its unit; 0 or more.</param>
    /// <param name="course">How much of the window's usual spend is over by now, 0 to <see cref="Whole"/>; the whole for a budget that is not paced.</param>
    /// <returns>0 for not at all, to <see cref="LevelMost"/>.</returns>
    public static int Level(int level, long spent, long cap, int course)
    {
        if (course >= Whole)
            return 0;
        var shortfall = Shortfall(SpentPart(spent, cap), course);
        var up = (int)Math.Clamp(shortfall / Step, 0, LevelMost);
        if (up >= level)
            return up;
        var down = (int)Math.Clamp((shortfall + Back) / Step, 0, LevelMost);
        return Math.Min(level, down);
    }

    /// <summary>What is spent of a cap, 0 to <see cref="Whole"/>; the whole of a cap of nothing, and where more is spent.</summary>
    public static int SpentPart(long spent, long cap) => cap <= 0 ? Whole : (int)Int128.Clamp((Int128)spent * Whole / cap, 0, Whole);

    /// <summary>By how much what is left of a cap falls short of what is left of the window's usual spend, as a part of that; negative where more is left.</summary>
    /// <param name="spent">Of the cap, 0 to <see cref="Whole"/>.</param>
    /// <param name="course">0 to just below <see cref="Whole"/>.</param>
    public static int Shortfall(int spent, int course) => (int)(Whole - (long)(Whole - spent + Slack) * Whole / (Whole - course + Slack));

    /// <summary>
    /// The rung to start with at a level: batch work goes down rung by rung first, to the last; then normal requests; those that
    /// somebody waits for last.
    /// </summary>
    public static int StartRung(int level, Priority priority, int rungs)
    {
        var steps = rungs - 1;
        return Math.Clamp(level - (priority - Priority.Batch) * steps, 0, steps);
    }
}
