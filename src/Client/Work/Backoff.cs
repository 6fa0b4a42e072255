namespace BudgetMesh.Client;

/// <summary>How long to wait after failures in a row: doubling up to a bound, each between half and all of it, so that gates do not return in step.</summary>
internal sealed class Backoff(TimeSpan least, TimeSpan most)
{
    private int _failures;

    public TimeSpan Next()
    {
        var full = TimeSpan.FromTicks(Math.Min(most.Ticks, least.Ticks << Math.Min(_failures++, 20)));
        return full * (0.5 + Random.Shared.NextDouble() / 2);
    }

    public void Reset() => _failures = 0;
}
