namespace BudgetMesh.Replay.Measures;

/// <summary>How much of what was due was served, by second.</summary>
/// <param name="Due">In all.</param>
/// <param name="Served">Of that, what was served in its second or soon enough after.</param>
public readonly record struct ServedInTime(double Due, double Served)
{
    /// <summary>
    /// Requests come in lumps, and clients wait: what is due in one second may be served in the next ones. What is used before
    /// it is due serves nothing, so that no plenty makes up for a later want, or for one that is long past.
    /// </summary>
    public const int PatienceSeconds = 2;

    /// <summary>0 to 1; null where nothing was due.</summary>
    public double? Share => Due == 0 ? null : Served / Due;

    /// <summary>
    /// Serves what is due with what was used, the oldest first. What is still unserved at the end was not served: else a want of
    /// a hundredth, which adds up to a second only after minutes, would never show.
    /// </summary>
    /// <param name="due">Over seconds without a gap, in any unit; not negative.</param>
    /// <param name="used">The same.</param>
    public static ServedInTime Of(ReadOnlySpan<double> due, ReadOnlySpan<double> used, int patienceSeconds = PatienceSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(used.Length, due.Length);
        var waiting = new double[due.Length];
        var (oldest, served, total) = (0, 0.0, 0.0);
        for (var second = 0; second < due.Length; second++)
        {
            waiting[second] = due[second];
            total += due[second];
            oldest = Math.Max(oldest, second - patienceSeconds);
            for (var left = used[second]; oldest <= second; oldest++)
            {
                var part = Math.Min(left, waiting[oldest]);
                waiting[oldest] -= part;
                served += part;
                left -= part;
                if (waiting[oldest] > 0)
                    break;
            }
        }

        return new ServedInTime(total, served);
    }

    public static ServedInTime operator +(ServedInTime left, ServedInTime right) => new(left.Due + right.Due, left.Served + right.Served);
}
