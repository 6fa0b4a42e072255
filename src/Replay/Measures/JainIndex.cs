namespace BudgetMesh.Replay.Measures;

/// <summary>How evenly something is shared out: 1 where all have the same, 1/n where one has all (Jain, Chiu, Hawe 1984).</summary>
public static class JainIndex
{
    /// <param name="amounts">Not negative.</param>
    /// <returns>1/n to 1; null where there are none or nothing was shared out.</returns>
    public static double? Of(IEnumerable<double> amounts)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var amount in amounts)
            (count, sum, squares) = (count + 1, sum + amount, squares + amount * amount);
        return squares == 0 ? null : sum * sum / (count * squares);
    }
}
