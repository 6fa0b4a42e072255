using System.Text;
using BudgetMesh.Pricing;
using NodaTime;
using NodaTime.Text;

namespace BudgetMesh.Tests.Pricing;

/// <summary>Small price books for tests.</summary>
internal static class Books
{
    public static readonly Instant Noon = At("2026-08-21T12:00:00Z");

    private static readonly Lazy<PriceBook> RealBook = new(() => PriceBook.Parse(File.ReadAllBytes(SharedData.PathOf("genai_prices.json")), "list-1"));

    /// <summary>The real price list, read once.</summary>
    public static PriceBook Real => RealBook.Value;

    public static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;

    public static PriceBook Parse(string json) => PriceBook.Parse(Encoding.UTF8.GetBytes(json), "v1");

    /// <summary>A book with one provider, "acme", and in it the given models.</summary>
    public static PriceBook WithModels(string models) =>
        Parse($$"""[{"id":"acme","name":"Acme","api_pattern":"https://api\\.acme\\.test","models":[{{models}}]}]""");

    /// <summary>A quote for a model with these prices: an object, or a list with conditions.</summary>
    public static PriceQuote Quote(string prices, Instant? at = null) =>
        WithModels($$"""{"id":"m","match":{"equals":"m"},"prices":{{prices}}}""").Quote("acme", "m", at);

    public static PriceQuote Quote(this PriceBook book, string provider, string model, Instant? at = null)
    {
        book.TryQuote(provider, model, at ?? Noon, out var quote, out var problem).ShouldBeTrue(problem);
        return quote!;
    }

    public static string Refusal(this PriceBook book, string provider, string model)
    {
        book.TryQuote(provider, model, Noon, out _, out var problem).ShouldBeFalse();
        return problem;
    }

    public static PriceBook Overlaid(this PriceBook book, params PriceOverlayConfig[] overlay) => book.WithOverlay(overlay, "v2");
}
