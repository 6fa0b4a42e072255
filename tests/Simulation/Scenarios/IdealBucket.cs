namespace BudgetMesh.Simulation.Scenarios;

/// <summary>
/// What a limit admitted, judged by one bucket that everybody had shared: it never runs below empty exactly where in every time τ
/// no more than R · τ + B was admitted. What was given back counts as never charged.
/// </summary>
public sealed class IdealBucket
{
    /// <summary>What one unit counts: the microseconds of a minute.</summary>
    private const long Unit = 60_000_000;

    private const int PartsMost = 100_000;

    private readonly List<Admission> _admissions = [];
    private readonly List<(long AtMicros, long PerMinute, long Burst)> _terms;

    public IdealBucket(long perMinute, long burst) => _terms = [(long.MinValue, perMinute, burst)];

    public Admission Admit(TimeSpan at, long units)
    {
        var admission = new Admission(at.Ticks / TimeSpan.TicksPerMicrosecond, units);
        _admissions.Add(admission);
        return admission;
    }

    /// <summary>From now on the limit is another.</summary>
    public void Change(TimeSpan at, long perMinute, long burst) => _terms.Add((at.Ticks / TimeSpan.TicksPerMicrosecond, perMinute, burst));

    /// <summary>Units admitted between two moments, less what was given back.</summary>
    public long Between(TimeSpan from, TimeSpan until) => _admissions
        .Where(admission => admission.AtMicros >= from.Ticks / TimeSpan.TicksPerMicrosecond && admission.AtMicros < until.Ticks / TimeSpan.TicksPerMicrosecond)
        .Sum(static admission => admission.Units);

    /// <summary>What the limit's rate brings between two moments.</summary>
    public double Brought(TimeSpan from, TimeSpan until)
    {
        var (first, last, sum) = (from.Ticks / TimeSpan.TicksPerMicrosecond, until.Ticks / TimeSpan.TicksPerMicrosecond, 0.0);
        for (var i = 0; i < _terms.Count; i++)
        {
            var (start, end) = (Math.Max(first, _terms[i].AtMicros), i + 1 < _terms.Count ? Math.Min(last, _terms[i + 1].AtMicros) : last);
            sum += Math.Max(0, end - start) * (double)_terms[i].PerMinute / Unit;
        }

        return sum;
    }

    /// <summary>No interval has more than R · τ + B.</summary>
    public bool Holds => HoldsAt(PartsMost);

    /// <summary>The most that any interval has, in parts of a hundred thousand of its R · τ + B.</summary>
    public int MostParts
    {
        get
        {
            var (low, high) = (0, 10 * PartsMost);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (HoldsAt(middle))
                    high = middle;
                else
                    low = middle + 1;
            }

            return low;
        }
    }

    /// <summary>Whether a bucket of so many parts of the limit would never have run below empty.</summary>
    private bool HoldsAt(int parts)
    {
        var term = 0;
        var (at, level) = (long.MinValue / 2, (Int128)_terms[0].Burst * Unit * parts);
        foreach (var admission in _admissions.OrderBy(static admission => admission.AtMicros))
        {
            for (; term + 1 < _terms.Count && _terms[term + 1].AtMicros <= admission.AtMicros; term++)
            {
                level = Fill(level, _terms[term], at, _terms[term + 1].AtMicros, parts);
                level = Int128.Min(level, (Int128)_terms[term + 1].Burst * Unit * parts);
                at = _terms[term + 1].AtMicros;
            }

            level = Fill(level, _terms[term], at, admission.AtMicros, parts) - (Int128)admission.Units * Unit * PartsMost;
            at = admission.AtMicros;
            if (level < 0)
                return false;
        }

        return true;
    }

    private static Int128 Fill(Int128 level, (long AtMicros, long PerMinute, long Burst) term, long from, long until, int parts) =>
        Int128.Min((Int128)term.Burst * Unit * parts, level + (Int128)(until - from) * term.PerMinute * parts);
}

/// <summary>What one request was admitted with; less once it is known to have taken less.</summary>
public sealed class Admission(long atMicros, long units)
{
    public long AtMicros { get; } = atMicros;

    public long Units { get; set; } = units;
}
