using BudgetMesh.Routing;

namespace BudgetMesh.Client;

/// <summary>Decisions by verdict and reason, counted without allocation.</summary>
internal sealed class DecisionTally
{
    private static readonly int Reasons = Enum.GetValues<Reason>().Length;

    private readonly long[] _counts = new long[Enum.GetValues<Verdict>().Length * Reasons];

    public long Total { get; private set; }

    public void Count(Verdict verdict, Reason reason)
    {
        _counts[(int)verdict * Reasons + (int)reason]++;
        Total++;
    }

    /// <summary>The pairs that have occurred.</summary>
    public List<(Verdict Verdict, Reason Reason, long Count)> Read()
    {
        var counts = new List<(Verdict, Reason, long)>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
                counts.Add(((Verdict)(i / Reasons), (Reason)(i % Reasons), _counts[i]));
        }

        return counts;
    }
}
