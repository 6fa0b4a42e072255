using System.Text.Json;
using System.Text.Json.Serialization;
using BudgetMesh.Budgets;
using BudgetMesh.Wire;
using NodaTime;

namespace BudgetMesh.Silo.Api;

/// <summary>
/// An amount of a budget as JSON: USD as a decimal string, tokens and requests as a number; where the unit is not known any
/// more, the raw number.
/// </summary>
[JsonConverter(typeof(AmountConverter))]
internal readonly record struct Amount(BudgetUnit? Unit, long Value)
{
    public static BudgetUnit? UnitOf(string? word) => word is null ? null : WireMapping.Units.ToCore(word);
}

internal sealed class AmountConverter : JsonConverter<Amount>
{
    public override void Write(Utf8JsonWriter writer, Amount amount, JsonSerializerOptions options)
    {
        if (amount.Unit == BudgetUnit.Usd)
            writer.WriteStringValue(new Money(amount.Value).ToString());
        else
            writer.WriteNumberValue(amount.Value);
    }

    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("amounts are answered, never read");
}

/// <summary>Instants as people read them.</summary>
internal static class Times
{
    public static DateTimeOffset Utc(this Instant instant) => instant.ToDateTimeOffset();

    /// <summary>In the budget's zone, where the budget is known: the day starts there.</summary>
    public static DateTimeOffset? In(long? unixMs, BudgetPlan? budget) => unixMs is { } ms
        ? Instant.FromUnixTimeMilliseconds(ms).InZone(budget?.Calendar.Zone ?? DateTimeZone.Utc).ToDateTimeOffset()
        : null;
}
