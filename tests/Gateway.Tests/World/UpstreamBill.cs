namespace BudgetMesh.Gateway.Tests.World;

/// <summary>What the fake providers charge, in nano-dollars, by nobody else's arithmetic. Safe from several threads.</summary>
public sealed class UpstreamBill
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Input, long Output)> _prices = new(StringComparer.Ordinal);

    public long NanoUsd { get; private set; }

    /// <summary>Answers that were charged for.</summary>
    public int Answers { get; private set; }

    /// <param name="inputNanos">A token of input; a dollar for a million is 1,000.</param>
    public void Price(string deployment, long inputNanos, long outputNanos) => _prices[deployment] = (inputNanos, outputNanos);

    public void Charge(string deployment, long input, long output)
    {
        lock (_lock)
        {
            var (inputNanos, outputNanos) = _prices[deployment];
            NanoUsd += input * inputNanos + output * outputNanos;
            Answers++;
        }
    }
}
