using BudgetMesh.Rates;

namespace BudgetMesh.Capacity;

/// <summary>
/// The owner's side: what of a deployment's configured capacity may be lent, and whether it may be asked at all, by what the
/// gateways report of its provider's answers. A refusal lowers at once, to the limit that the headers name where they do; it rises
/// again gently. See <see cref="CapacityRules"/>.
/// </summary>
/// <remarks>Pure: <c>now</c> is a monotonic time, the same clock in every call, and does not go back.</remarks>
public sealed class DeploymentHealth
{
    private readonly CircuitBreaker _circuit = new();

    private LimitHealth[] _limits;

    /// <param name="limits">The deployment's configured limits; no two of one name.</param>
    public DeploymentHealth(IReadOnlyList<LimitPlan> limits, TimeSpan now) =>
        _limits = [.. limits.Select(limit => new LimitHealth(limit, now))];

    /// <summary>New limits. Those of the same name and unit keep what is known of them.</summary>
    public void Configure(IReadOnlyList<LimitPlan> limits, TimeSpan now) =>
        _limits = [.. limits.Select(limit => Keep(limit, now) ?? new LimitHealth(limit, now))];

    /// <summary>What one gateway heard. Nothing of it depends on which one.</summary>
    public void Observe(in ProviderReport report, TimeSpan now)
    {
        foreach (var limit in _limits)
        {
            if (report.Named(limit.Plan.Unit) is { } named and > 0)
                limit.Name(named, now);
        }

        if (report.Refused > 0)
        {
            // An overload is not about this account's limits, whatever they are.
            var cut = report.Overloaded > 0 || !Array.Exists(_limits, limit => limit.IsNamedLower(now));
            foreach (var limit in _limits)
                limit.Refuse(cut, now);
        }

        _circuit.Observe(report, now);
    }

    /// <summary>What of a configured limit may be lent now: 1 to its amount. It does not look at the circuit.</summary>
    /// <param name="limit">One of the deployment's.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public long Effective(LimitPlan limit, TimeSpan now) =>
        (Find(limit) ?? throw new ArgumentException($"The deployment has no limit '{limit.Name}'.", nameof(limit))).Effective(now);

    public CircuitState Circuit(TimeSpan now) => _circuit.State(now);

    /// <summary>When something of this changes by itself; null for not before the next report. While a limit rises, that is at each <see cref="CapacityRules.RaiseStep"/>.</summary>
    public TimeSpan? NextChangeAt(TimeSpan now)
    {
        TimeSpan? next = _circuit.State(now) is { Kind: CircuitKind.Open } open ? open.Until : null;
        foreach (var limit in _limits)
        {
            if (limit.NextChangeAt(now) is { } change && !(change >= next))
                next = change;
        }

        return next;
    }

    private LimitHealth? Keep(LimitPlan limit, TimeSpan now)
    {
        var known = Find(limit);
        known?.Configure(limit, now);
        return known;
    }

    private LimitHealth? Find(LimitPlan limit) => Array.Find(_limits, known => known.Plan.Name == limit.Name && known.Plan.Unit == limit.Unit);
}
