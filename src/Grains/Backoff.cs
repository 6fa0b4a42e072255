namespace BudgetMesh.Grains;

/// <summary>Pauses that double from the first to the longest, with jitter, so that owners do not ask a store that comes back all at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan most)
{
    /// <summary>Beyond this many, any first pause has become the longest.</summary>
    private const int DoublingsMost = 30;

    private int _failures;

    /// <summary>True until a pause was taken since the last success.</summary>
    public bool IsFirst => _failures == 0;

    public TimeSpan Next()
    {
        var pause = first * Math.Pow(2, Math.Min(_failures++, DoublingsMost));
        return (pause < most ? pause : most) * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
