using NodaTime;

namespace BudgetMesh.Budgets;

/// <summary>
/// One period of one budget: from <paramref name="Start"/> (inclusive) to <paramref name="End"/> (exclusive). A window that
/// never ends runs from <see cref="Instant.MinValue"/> to <see cref="Instant.MaxValue"/>.
/// </summary>
public readonly record struct BudgetWindow(Instant Start, Instant End)
{
    /// <summary>The one window of a budget without a period.</summary>
    public static BudgetWindow Total => new(Instant.MinValue, Instant.MaxValue);

    /// <summary>
    /// Names the window among those of its budget: its start in Unix seconds, which is exact (no zone's clock moves by less than
    /// a second), and 0 for <see cref="Total"/>, whose start has no useful number. Later windows have larger keys.
    /// </summary>
    public long Key => Start == Instant.MinValue ? 0 : Start.ToUnixTimeSeconds();

    public bool Contains(Instant instant) => Start <= instant && (instant < End || End == Instant.MaxValue);
}
