using System.Diagnostics;

namespace BudgetMesh.EndToEnd;

/// <summary>An admitted request. One monotonic clock for all of a process.</summary>
/// <param name="Earliest">Before the gate read its clock for the decision.</param>
/// <param name="Latest">After it did.</param>
internal readonly record struct Admission(ScopePath Scope, TimeSpan Earliest, TimeSpan Latest)
{
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>By how many requests the worst interval has more than a token bucket lets through; 0 for none that is certain.</summary>
    public static double Excess(IEnumerable<Admission> admissions, double perSecond, double burst)
    {
        Admission[] all = [.. admissions.OrderBy(static admission => admission.Latest)];
        var worst = 0.0;
        for (var first = 0; first < all.Length; first++)
        {
            var admitted = 0;
            for (var last = 0; last < all.Length; last++)
            {
                if (all[last].Earliest < all[first].Earliest)
                    continue;
                admitted++;
                worst = Math.Max(worst, admitted - burst - perSecond * (all[last].Latest - all[first].Earliest).TotalSeconds);
            }
        }

        return worst;
    }
}
