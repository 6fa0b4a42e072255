namespace BudgetMesh.Replay.Measures;

/// <summary>The span of a run over which fairness can be judged best: all ask for more than an even share.</summary>
/// <param name="FromSecond">Since the start of the run.</param>
/// <param name="Jain">Of what each used.</param>
public readonly record struct FairSpan(int FromSecond, double Jain)
{
    public const int Seconds = 30;

    /// <summary>The span in which the least demand is highest above the even share of what all of them used.</summary>
    /// <param name="asked">By scope, then by second.</param>
    /// <param name="used">The same scopes in the same order.</param>
    /// <param name="isMeant">Seconds that a span may have.</param>
    /// <returns>Null where in no span all ask for more than that.</returns>
    public static FairSpan? Find(IReadOnlyList<double[]> asked, IReadOnlyList<double[]> used, Func<int, bool> isMeant)
    {
        (double Surplus, FairSpan Span)? best = null;
        for (var from = 0; used.Count > 0 && from + Seconds <= used[0].Length; from++)
        {
            if (!Enumerable.Range(from, Seconds).All(isMeant))
                continue;
            double[] got = [.. used.Select(scope => Sum(scope, from))];
            var surplus = asked.Min(scope => Sum(scope, from)) / got.Average();
            if (surplus > (best?.Surplus ?? 1) && JainIndex.Of(got) is { } jain)
                best = (surplus, new FairSpan(from, jain));
        }

        return best?.Span;
    }

    private static double Sum(double[] seconds, int from) => seconds.Skip(from).Take(Seconds).Sum();
}
