using NodaTime;

namespace BudgetMesh.Tests.Pricing;

public sealed class ValidUntilTests
{
    private const string Prices =
        """
        [
          {"prices":{"input_mtok":1}},
          {"constraint":{"start_date":"2026-03-13"},"prices":{"input_mtok":2}},
          {"constraint":{"start_time":"22:00:00Z","end_time":"06:00:00+02:00"},"prices":{"input_mtok":3}}
        ]
        """;

    [Theory]
    [InlineData("2026-03-12T12:00:00Z", 1, "2026-03-12T22:00:00Z")]
    [InlineData("2026-03-12T22:00:00Z", 3, "2026-03-13T00:00:00Z")]
    [InlineData("2026-03-13T00:00:00Z", 3, "2026-03-13T04:00:00Z")]
    [InlineData("2026-03-13T03:59:59.999999999Z", 3, "2026-03-13T04:00:00Z")]
    [InlineData("2026-03-13T04:00:00Z", 2, "2026-03-13T22:00:00Z")]
    public void The_last_active_price_wins_until_a_condition_turns(string at, int usdPerMillion, string validUntil)
    {
        var quote = Books.Quote(Prices, Books.At(at));
        quote.Lines[0].Usd.ShouldBe(usdPerMillion);
        quote.ValidUntil.ShouldBe(Books.At(validUntil));
    }

    [Fact]
    public void Until_then_the_prices_do_not_change_and_from_then_on_the_conditions_count_anew()
    {
        var at = Books.At("2026-03-10T00:00:00Z");
        var end = Books.At("2026-03-20T00:00:00Z");
        while (at < end)
        {
            var quote = Books.Quote(Prices, at);
            quote.ValidUntil.ShouldBeGreaterThan(at);
            Books.Quote(Prices, quote.ValidUntil - Duration.Epsilon).Lines.ShouldBe(quote.Lines);
            Books.Quote(Prices, quote.ValidUntil - Duration.Epsilon).ValidUntil.ShouldBe(quote.ValidUntil);
            for (var sample = at; sample < quote.ValidUntil; sample += Duration.FromMinutes(7))
                Books.Quote(Prices, sample).Lines.ShouldBe(quote.Lines);
            at = quote.ValidUntil;
        }
    }

    [Fact]
    public void Where_no_condition_holds_the_first_price_does()
    {
        const string prices = """[{"constraint":{"start_date":"2027-01-01"},"prices":{"input_mtok":1}},{"constraint":{"start_date":"2028-01-01"},"prices":{"input_mtok":2}}]""";
        var quote = Books.Quote(prices, Books.Noon);
        quote.Lines[0].Usd.ShouldBe(1);
        quote.ValidUntil.ShouldBe(Books.At("2027-01-01T00:00:00Z"));
    }

    [Fact]
    public void Without_conditions_a_quote_holds_for_ever() =>
        Books.Quote("""{"input_mtok":1}""").ValidUntil.ShouldBe(Instant.MaxValue);

    [Fact]
    public void A_time_of_day_in_another_offset_is_taken_in_UTC()
    {
        const string prices = """[{"prices":{"input_mtok":1}},{"constraint":{"start_time":"00:00:00+08:00","end_time":"08:00:00+08:00"},"prices":{"input_mtok":2}}]""";
        Books.Quote(prices, Books.At("2026-03-12T15:59:59Z")).Lines[0].Usd.ShouldBe(1);
        Books.Quote(prices, Books.At("2026-03-12T16:00:00Z")).Lines[0].Usd.ShouldBe(2);
        Books.Quote(prices, Books.At("2026-03-12T23:59:59Z")).Lines[0].Usd.ShouldBe(2);
        Books.Quote(prices, Books.At("2026-03-13T00:00:00Z")).Lines[0].Usd.ShouldBe(1);
    }
}
