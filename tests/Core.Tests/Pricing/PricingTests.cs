using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class PricingTests
{
    [Fact]
    public void Each_class_costs_its_own_price_and_the_rest_of_its_whole_the_price_of_that()
    {
        var quote = Books.Quote("""{"input_mtok":2,"cache_read_mtok":0.5,"cache_write_mtok":2.5,"output_mtok":10}""");
        var usage = new TokenUsage { Input = new(1_000), CacheRead = new(300), CacheWrite = new(100), Output = new(50) };
        quote.Price(usage).ShouldBe(new Cost(new Money(600 * 2_000 + 300 * 500 + 100 * 2_500), new Money(50 * 10_000), "v1"));
    }

    [Fact]
    public void A_class_without_a_price_costs_what_the_whole_costs()
    {
        var usage = new TokenUsage { Input = new(100), CacheRead = new(30), CacheWrite = new(20), CacheWriteOneHour = new(5), InputAudio = new(10), Output = new(9), OutputAudio = new(4), OutputImage = new(2) };
        Books.Quote("""{"input_mtok":2,"output_mtok":10}""").Price(usage).ShouldBe(new Cost(new Money(200_000), new Money(90_000), "v1"));
    }

    [Fact]
    public void Writes_for_an_hour_are_part_of_the_writes_and_cost_as_these_without_a_price_of_their_own()
    {
        var usage = new TokenUsage { Input = new(100), CacheWrite = new(20), CacheWriteOneHour = new(5) };
        Books.Quote("""{"input_mtok":2,"cache_write_mtok":3}""").Price(usage).Input.NanoUsd.ShouldBe(80 * 2_000 + 20 * 3_000);
        Books.Quote("""{"input_mtok":2,"cache_write_mtok":3,"cache_write_1h_mtok":4}""").Price(usage).Input.NanoUsd.ShouldBe(80 * 2_000 + 15 * 3_000 + 5 * 4_000);
    }

    [Fact]
    public void Audio_read_from_the_cache_is_counted_once()
    {
        var quote = Books.Quote("""{"input_mtok":1,"input_audio_mtok":10,"cache_read_mtok":0.1,"cache_audio_read_mtok":5,"output_mtok":1}""");
        var usage = new TokenUsage { Input = new(100), InputAudio = new(40), CacheRead = new(30), CacheAudioRead = new(20) };
        quote.Price(usage).Input.NanoUsd.ShouldBe(50 * 1_000 + 20 * 10_000 + 10 * 100 + 20 * 5_000);
    }

    [Theory]
    [InlineData(200_000, 1, 4)]
    [InlineData(200_001, 2, 6)]
    public void Past_the_start_of_a_tier_every_token_costs_the_tiers_price(int input, int inputUsd, int outputUsd)
    {
        var quote = Books.Quote("""{"input_mtok":{"base":1,"tiers":[{"start":200000,"price":2}]},"output_mtok":{"base":4,"tiers":[{"start":200000,"price":6}]}}""");
        var cost = quote.Price(new TokenUsage { Input = new(input), CacheRead = new(199_999), Output = new(10) });
        cost.ShouldBe(new Cost(new Money(input * inputUsd * 1_000L), new Money(10 * outputUsd * 1_000L), "v1"));
    }

    [Fact]
    public void Tiers_of_different_classes_may_start_at_different_lengths()
    {
        var quote = Books.Quote("""{"input_mtok":{"base":1,"tiers":[{"start":10,"price":2},{"start":30,"price":3}]},"output_mtok":{"base":4,"tiers":[{"start":20,"price":6}]}}""");
        long[] outputs = [.. new[] { 10, 11, 20, 21, 30, 31 }.Select(input => quote.Price(new TokenUsage { Input = new(input), Output = new(1) })).Select(cost => cost.Output.NanoUsd)];
        outputs.ShouldBe([4_000, 4_000, 4_000, 6_000, 6_000, 6_000]);
        quote.Price(new TokenUsage { Input = new(31) }).Input.NanoUsd.ShouldBe(93_000);
    }

    [Theory]
    [InlineData("0.0004", 1, 0)]
    [InlineData("0.0005", 1, 1)]
    [InlineData("0.0015", 1, 2)]
    [InlineData("0.08333333333333334", 3, 250)]
    [InlineData("0.000499999999999999", 1, 0)]
    [InlineData("0.000499999999999999", 1_000_000_000, 500_000_000)]
    [InlineData("1e-3", 1_500, 1_500)]
    [InlineData("1000000", 1_000_000_000, 1_000_000_000_000_000_000)]
    public void Input_and_output_are_each_rounded_once_half_up(string usdPerMillion, int tokens, long nanos)
    {
        var quote = Books.Quote($$"""{"input_mtok":{{usdPerMillion}},"output_mtok":{{usdPerMillion}}}""");
        var cost = quote.Price(new TokenUsage { Input = new(tokens), Output = new(tokens) });
        cost.ShouldBe(new Cost(new Money(nanos), new Money(nanos), "v1"));
        cost.Total.NanoUsd.ShouldBe(2 * nanos);
    }

    [Fact]
    public void Classes_are_summed_before_they_are_rounded()
    {
        var quote = Books.Quote("""{"input_mtok":0.0004,"cache_read_mtok":0.0003}""");
        quote.Price(new TokenUsage { Input = new(2), CacheRead = new(1) }).Input.NanoUsd.ShouldBe(1);
    }

    [Fact]
    public void Requests_and_searches_are_part_of_the_input_side()
    {
        var quote = Books.Quote("""{"input_mtok":1,"output_mtok":1,"requests_kcount":12,"web_searches_kcount":10}""");
        var cost = quote.Price(new TokenUsage { Input = new(1), WebSearches = 3 });
        cost.Input.ShouldBe(Money.Parse("0.042001"));
        cost.Total.ShouldBe(cost.Input);
        cost.UnpricedWebSearches.ShouldBe(0);
    }

    [Fact]
    public void A_search_without_a_price_is_named_in_the_cost()
    {
        var quote = Books.Quote("""{"input_mtok":1,"output_mtok":1}""");
        quote.PricesWebSearches.ShouldBeFalse();
        quote.Price(new TokenUsage { WebSearches = 3 }).UnpricedWebSearches.ShouldBe(3);
    }

    [Fact]
    public void Empty_prices_mean_free_and_the_quote_says_so()
    {
        var quote = Books.Quote("{}");
        quote.IsFree.ShouldBeTrue();
        quote.PricesOutput.ShouldBeTrue();
        quote.Price(new TokenUsage { Input = new(1_000), CacheRead = new(10), Output = new(1_000) }).ShouldBe(new Cost(Money.Zero, Money.Zero, "v1"));
        quote.UpperBound(new(1_000), new(1_000), CacheWrites.OneHour).ShouldBe(Money.Zero);
        Books.Quote("""{"input_mtok":1}""").IsFree.ShouldBeFalse();
        Books.Quote("""{"input_mtok":0,"output_mtok":0}""").IsFree.ShouldBeTrue();
    }

    [Fact]
    public void Output_that_nothing_prices_is_refused_and_not_free()
    {
        var embeddings = Books.Quote("""{"input_mtok":1}""");
        embeddings.PricesOutput.ShouldBeFalse();
        embeddings.Price(new TokenUsage { Input = new(5) }).Total.NanoUsd.ShouldBe(5_000);
        embeddings.TryPrice(new TokenUsage { Input = new(5), Output = new(1) }, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe("1 output tokens of model \"m\" of provider \"acme\" have no price in price book v1");
    }

    [Fact]
    public void A_part_larger_than_its_whole_is_refused()
    {
        var quote = Books.Quote("""{"input_mtok":1,"output_mtok":1}""");
        Refusal(new TokenUsage { Input = new(5), CacheRead = new(6) }).ShouldBe("6 cache_read tokens are more than the 5 input tokens they are part of");
        Refusal(new TokenUsage { Input = new(9), CacheWriteOneHour = new(2) }).ShouldBe("2 cache_write_1h tokens are more than the 0 cache_write tokens they are part of");
        Refusal(new TokenUsage { Output = new(9), OutputAudio = new(10) }).ShouldBe("10 output_audio tokens are more than the 9 output tokens they are part of");
        Should.Throw<ArgumentException>(() => quote.Price(new TokenUsage { OutputImage = new(1) }));

        string Refusal(TokenUsage usage)
        {
            quote.TryPrice(usage, out var cost, out var problem).ShouldBeFalse();
            cost.ShouldBe(default);
            return problem;
        }
    }

    [Fact]
    public void Priced_parts_that_are_together_larger_than_the_whole_are_refused()
    {
        var quote = Books.Quote("""{"input_mtok":1,"cache_read_mtok":1,"cache_write_mtok":1}""");
        quote.TryPrice(new TokenUsage { Input = new(10), CacheRead = new(6), CacheWrite = new(5) }, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe("the parts of the 10 input tokens are together 1 more than these");
    }

    [Fact]
    public void A_quote_tells_what_the_list_tells()
    {
        var book = Books.WithModels("""{"id":"m","match":{"equals":"m"},"context_window":8192,"deprecated":true,"prices":{"input_mtok":{"base":1.25,"tiers":[{"start":100,"price":2}]},"requests_kcount":5}}""");
        var quote = book.Quote("acme", "m");
        (quote.PriceVersion, quote.ContextWindow, quote.Deprecated).ShouldBe(("v1", 8192, true));
        quote.Lines.ShouldBe([new PriceLine("input_mtok", 0, 1.25m), new PriceLine("input_mtok", 100, 2m), new PriceLine("requests_kcount", 0, 5m)]);
        Books.Quote("{}").ContextWindow.ShouldBeNull();
    }
}
