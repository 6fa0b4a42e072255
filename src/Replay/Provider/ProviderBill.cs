namespace BudgetMesh.Replay.Provider;

/// <summary>What the fake provider has charged, in USD, kept in <see cref="decimal"/> and by nobody else's arithmetic. Safe from several threads.</summary>
public sealed class ProviderBill
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, decimal> _byScope = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _byDeployment = new(StringComparer.Ordinal);

    /// <summary>Adds one answer to the deployment's line and to those of the scope and everything above it.</summary>
    public void Add(string scope, string deployment, decimal usd)
    {
        lock (_lock)
        {
            Total += usd;
            Largest = Math.Max(Largest, usd);
            Answers++;
            _byDeployment[deployment] = _byDeployment.GetValueOrDefault(deployment) + usd;
            for (var path = scope; path.Length > 0; path = path[..Math.Max(path.LastIndexOf('/'), 0)])
                _byScope[path] = _byScope.GetValueOrDefault(path) + usd;
        }
    }

    public decimal Total { get; private set; }

    /// <summary>The dearest answer.</summary>
    public decimal Largest { get; private set; }

    public long Answers { get; private set; }

    /// <summary>Everything that a scope and all below it were charged.</summary>
    public decimal Of(string scope)
    {
        lock (_lock)
            return _byScope.GetValueOrDefault(scope);
    }

    /// <summary>By deployment, the dearest first.</summary>
    public IReadOnlyList<KeyValuePair<string, decimal>> ByDeployment()
    {
        lock (_lock)
            return [.. _byDeployment.OrderByDescending(line => line.Value).ThenBy(line => line.Key, StringComparer.Ordinal)];
    }
}
