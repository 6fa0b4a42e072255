using BudgetMesh.Bounds;

namespace BudgetMesh.Http;

/// <summary>What a deployment bills, as a ratio to what the text weighs, in thousandths.</summary>
internal sealed class BillRatio
{
    /// <summary>As much as it weighs.</summary>
    public const long One = 1_000;

    /// <summary>The quantile that is the bound, and what is added to it, in thousandths.</summary>
    private const int Quantile = 995, Margin = 1_100;

    /// <summary>Quantiles are read again after so many answers.</summary>
    private const int ReadEvery = 64;

    private readonly Lock _lock = new();
    private readonly LengthSketch _sketch = new();
    private long _bound;
    private long _middle;
    private long _added;

    /// <summary>0 while too little is known.</summary>
    public long Bound => Volatile.Read(ref _bound);

    /// <summary>0 while too little is known.</summary>
    public long Middle => Volatile.Read(ref _middle);

    public void Add(long billed, long weighed)
    {
        lock (_lock)
        {
            _sketch.Record(billed * One / weighed);
            if (++_added < InputEstimator.AnswersLeast || (_added - InputEstimator.AnswersLeast) % ReadEvery != 0)
                return;
            // A ratio of zero would bound nothing.
            Volatile.Write(ref _bound, Math.Max(1, _sketch.Quantile(Quantile) * Margin / One));
            Volatile.Write(ref _middle, Math.Max(1, _sketch.Quantile(500)));
        }
    }
}
