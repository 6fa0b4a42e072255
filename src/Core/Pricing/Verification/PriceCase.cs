using System.Globalization;
using System.Text.Json;

namespace BudgetMesh.Pricing;

/// <summary>
/// A provider's answer, the line that it was on, from 1, and what it is known to have cost, in USD; a cost is null where it
/// is not stated.
/// </summary>
public sealed record PriceCase(int Line, string Provider, string ApiFlavor, string Model, JsonElement Body, decimal? InputUsd, decimal? OutputUsd)
{
    /// <summary>Reads one line of JSON: <c>{"provider","api_flavor","model","body":{…},"input_usd":"0.1","output_usd":"0.2"}</c>.</summary>
    /// <exception cref="PriceBookException">Not such a line; the path begins with its number.</exception>
    public static PriceCase Parse(string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = new JsonAt(document.RootElement, $"line {line} $").Only("provider", "api_flavor", "model", "body", "input_usd", "output_usd");
            return new PriceCase(
                line,
                root.Required("provider").Text(),
                root.Required("api_flavor").Text(),
                root.Required("model").Text(),
                root.Required("body").Value.Clone(),
                root.Optional("input_usd") is { } input ? Usd(input) : null,
                root.Optional("output_usd") is { } output ? Usd(output) : null);
        }
        catch (JsonException broken)
        {
            throw new PriceBookException($"line {line} $", $"not JSON: {broken.Message}");
        }
    }

    private static decimal Usd(JsonAt amount) =>
        decimal.TryParse(amount.Text(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var usd)
            ? usd
            : throw amount.Wrong($"\"{amount.Text()}\" is not an amount in USD such as \"0.0025\"");
}
