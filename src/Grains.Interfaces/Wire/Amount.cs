using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BudgetMesh.Budgets;

namespace BudgetMesh.Wire;

/// <summary>
/// An amount of a budget as JSON: USD as a decimal string, tokens and requests as a number; where the unit is not known any
/// more, the raw number.
/// </summary>
/// <param name="Unit">Null where it is not known; of what was read from JSON, only USD is.</param>
/// <param name="Value">In the unit; USD in nano-dollars.</param>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount(BudgetUnit? Unit, long Value)
{
    /// <param name="word">As on the wire; null where it is not known.</param>
    public static BudgetUnit? UnitOf(string? word) => word is null ? null : WireMapping.Units.ToCore(word);

    /// <summary>The number alone, as people write it.</summary>
    public override string ToString() => Unit == BudgetUnit.Usd ? new Money(Value).ToString() : Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>As a member of that name.</summary>
    public void WriteTo(Utf8JsonWriter json, string name)
    {
        json.WritePropertyName(name);
        WriteTo(json);
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        if (Unit == BudgetUnit.Usd)
            json.WriteStringValue(ToString());
        else
            json.WriteNumberValue(Value);
    }
}

/// <summary>Reads and writes an <see cref="Amount"/>.</summary>
public sealed class AmountConverter : JsonConverter<Amount>
{
    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => value.WriteTo(writer);

    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return new Amount(null, reader.GetInt64());
        return Money.TryParse(reader.GetString() ?? "", out var usd, out _) ? new Amount(BudgetUnit.Usd, usd.NanoUsd) : throw new JsonException("it is no amount: a decimal string in USD, or a number");
    }
}
