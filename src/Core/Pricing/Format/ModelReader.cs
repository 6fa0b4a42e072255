using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Pricing;

/// <summary>Reads a model with its prices and the conditions under which they hold.</summary>
internal static class ModelReader
{
    public static ModelPrices Read(JsonAt model)
    {
        model.Only("id", "name", "description", "match", "context_window", "price_comments", "prices", "deprecated");
        var prices = model.Required("prices");
        return new ModelPrices(model.Required("id").Text(), NameMatchReader.Read(model.Required("match")), Sheets(prices))
        {
            ContextWindow = model.Optional("context_window") is { } window ? Positive(window) : null,
            Deprecated = model.Optional("deprecated")?.Boolean() ?? false,
        };
    }

    private static ImmutableArray<ConditionalSheet> Sheets(JsonAt prices)
    {
        if (prices.Value.ValueKind == JsonValueKind.Object)
            return [new ConditionalSheet(null, PriceSheetReader.Read(prices))];
        ImmutableArray<ConditionalSheet> sheets = [.. prices.Items().Select(Conditional)];
        return sheets.IsEmpty ? throw prices.Wrong("no prices in the list; at least one belongs here, or {} for a free model") : sheets;
    }

    private static ConditionalSheet Conditional(JsonAt entry)
    {
        entry.Only("constraint", "prices");
        return new ConditionalSheet(
            entry.Optional("constraint") is { } constraint ? Condition(constraint) : null,
            PriceSheetReader.Read(entry.Required("prices")));
    }

    private static PriceCondition Condition(JsonAt constraint)
    {
        if (constraint.Optional("start_date") is { } date)
        {
            constraint.Only("start_date");
            return LocalDatePattern.Iso.Parse(date.Text()) is { Success: true, Value: var start }
                ? new FromDate(start)
                : throw date.Wrong($"\"{date.Text()}\" is not a date such as 2026-03-13");
        }

        constraint.Only("start_time", "end_time");
        var (from, until) = (UtcTime(constraint.Required("start_time")), UtcTime(constraint.Required("end_time")));
        return from != until
            ? new TimeOfDay(from, until)
            : throw constraint.Wrong("the time of day ends when it starts; leave the constraint out for all day");
    }

    private static LocalTime UtcTime(JsonAt time) =>
        OffsetTimePattern.ExtendedIso.Parse(time.Text()) is { Success: true, Value: var read }
            ? read.TimeOfDay.PlusSeconds(-read.Offset.Seconds)
            : throw time.Wrong($"\"{time.Text()}\" is not a time of day with an offset, such as 16:30:00Z");

    private static long Positive(JsonAt number) =>
        number.Count() is > 0 and var count ? count : throw number.Wrong("0 where a whole number from 1 up belongs");
}
