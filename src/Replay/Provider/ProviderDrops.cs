using System.Collections.Immutable;

namespace BudgetMesh.Replay.Provider;

/// <summary>All drops of a run: which part of its limits the fake provider allows at which moment.</summary>
public sealed class ProviderDrops(ImmutableArray<ProviderDrop> drops)
{
    private readonly ImmutableArray<TimeSpan> _edges = [.. drops.SelectMany(static drop => (TimeSpan[])[drop.Span.At, drop.Span.End]).Distinct().Order()];

    public static ProviderDrops None { get; } = new([]);

    public ImmutableArray<ProviderDrop> All => drops;

    /// <summary>The part at that moment; drops that overlap are multiplied.</summary>
    public decimal FactorAt(TimeSpan moment)
    {
        var factor = 1m;
        foreach (var drop in drops)
            factor *= drop.Span.Contains(moment) ? drop.Factor : 1;
        return factor;
    }

    /// <summary>The first moment after <paramref name="moment"/> at which the part may change, and no later than <paramref name="until"/>.</summary>
    public TimeSpan NextEdge(TimeSpan moment, TimeSpan until)
    {
        foreach (var edge in _edges)
        {
            if (edge > moment)
                return edge < until ? edge : until;
        }

        return until;
    }
}
