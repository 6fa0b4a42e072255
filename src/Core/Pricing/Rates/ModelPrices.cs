using System.Collections.Immutable;
using NodaTime;

namespace BudgetMesh.Pricing;

/// <summary>A model of a price list: the names it answers to, and its prices with the times at which they hold.</summary>
internal sealed record ModelPrices(string Id, NameMatch Match, ImmutableArray<ConditionalSheet> Sheets)
{
    /// <summary>The largest input, in tokens, if the list says.</summary>
    public long? ContextWindow { get; init; }

    public bool Deprecated { get; init; }

    /// <summary>The last sheet whose condition holds; where none does, the first, as the format has it.</summary>
    public PriceSheet SheetAt(Instant at)
    {
        for (var i = Sheets.Length - 1; i >= 0; i--)
        {
            if (Sheets[i].Condition?.IsActive(at) ?? true)
                return Sheets[i].Sheet;
        }

        return Sheets[0].Sheet;
    }

    /// <summary>
    /// The first instant after <paramref name="at"/> at which another sheet may hold; <see cref="Instant.MaxValue"/> if
    /// never.
    /// </summary>
    public Instant NextChange(Instant at) =>
        Sheets.Aggregate(Instant.MaxValue, (next, sheet) => Instant.Min(next, sheet.Condition?.NextChange(at) ?? Instant.MaxValue));
}

/// <summary>Prices, and when they hold: always, where there is no condition.</summary>
internal sealed record ConditionalSheet(PriceCondition? Condition, PriceSheet Sheet);
