using BudgetMesh.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace BudgetMesh.Tests.Pricing;

public sealed class HoldTests
{
    [Fact]
    public void A_hold_is_what_the_dearest_possible_usage_costs()
    {
        var quote = Books.Quote("""{"input_mtok":2,"cache_read_mtok":1,"cache_write_mtok":3,"cache_write_1h_mtok":4,"output_mtok":10,"output_image_mtok":40,"requests_kcount":5,"web_searches_kcount":10}""");
        Nanos(CacheWrites.None, Media.Text, 0).ShouldBe(5_000_000 + 100 * 2_000 + 10 * 10_000);
        Nanos(CacheWrites.FiveMinutes, Media.Text, 0).ShouldBe(5_000_000 + 100 * 3_000 + 10 * 10_000);
        Nanos(CacheWrites.OneHour, Media.Audio, 0).ShouldBe(5_000_000 + 100 * 4_000 + 10 * 10_000);
        Nanos(CacheWrites.None, Media.All, 2).ShouldBe(25_000_000 + 100 * 2_000 + 10 * 40_000);
        quote.UpperBound(new(100), new(10), CacheWrites.None).NanoUsd.ShouldBe(Nanos(CacheWrites.None, Media.All, 0));

        long Nanos(CacheWrites cacheWrites, Media media, int searches) => quote.UpperBound(new(100), new(10), cacheWrites, media, searches).NanoUsd;
    }

    [Fact]
    public void A_hold_takes_the_tier_of_its_input_and_covers_less_input_where_a_tier_is_cheaper()
    {
        var dearer = Books.Quote("""{"input_mtok":{"base":1,"tiers":[{"start":100,"price":2}]},"output_mtok":{"base":4,"tiers":[{"start":100,"price":6}]}}""");
        dearer.UpperBound(new(100), new(10), CacheWrites.None).NanoUsd.ShouldBe(140_000);
        dearer.UpperBound(new(101), new(10), CacheWrites.None).NanoUsd.ShouldBe(262_000);
        var cheaper = Books.Quote("""{"input_mtok":{"base":3,"tiers":[{"start":100,"price":1}]}}""");
        cheaper.UpperBound(new(101), new(0), CacheWrites.None).NanoUsd.ShouldBe(303_000);
    }

    [Fact]
    public void The_dearest_possible_request_is_counted_without_overflow()
    {
        var quote = Books.Quote("""{"input_mtok":1000000,"output_mtok":1000000,"requests_kcount":1000000,"web_searches_kcount":1000000}""");
        var most = new TokenCount(Limits.TokensPerRequestMax);
        var bound = quote.UpperBound(most, most, CacheWrites.OneHour, Media.All, (int)Limits.WebSearchesPerRequestMax);
        bound.ShouldBe(Money.FromUsd(2_010_001_000));
        quote.Price(new TokenUsage { Input = most, Output = most, WebSearches = Limits.WebSearchesPerRequestMax }).Total.ShouldBe(bound);
    }

    [Fact]
    public void A_hold_is_reckoned_without_allocating()
    {
        var quote = Books.Quote("""{"input_mtok":{"base":1,"tiers":[{"start":100,"price":2}]},"output_mtok":4,"web_searches_kcount":10}""");
        var total = Hold();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            total += Hold();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        total.ShouldBe(Hold() * 101);

        Money Hold() => quote.UpperBound(new(1_000), new(100), CacheWrites.OneHour, Media.All, 1);
    }

    [Fact]
    public void What_is_no_way_of_caching_and_no_number_of_searches_is_refused()
    {
        var quote = Books.Quote("""{"input_mtok":1,"web_searches_kcount":1}""");
        Should.Throw<ArgumentOutOfRangeException>(() => quote.UpperBound(new(1), new(1), (CacheWrites)3));
        Should.Throw<ArgumentOutOfRangeException>(() => quote.UpperBound(new(1), new(1), CacheWrites.None, (Media)8));
        Should.Throw<ArgumentOutOfRangeException>(() => quote.UpperBound(new(1), new(1), CacheWrites.None, Media.All, -1));
    }

    [Fact]
    public void A_hold_is_never_less_than_the_price_of_a_usage_within_it() =>
        Prop.ForAll(
            (from prices in RandomPrices.Sheets
             from usage in RandomUsage.Of
             from spareInput in Gen.Choose(0, 1_000)
             from spareOutput in Gen.Choose(0, 1_000)
             select (prices, usage, spareInput, spareOutput)).ToArbitrary(),
            x =>
            {
                var quote = Books.Quote(x.prices.Json);
                var usage = x.usage.Usage;
                var bound = quote.UpperBound(
                    new(usage.Input.Value + x.spareInput), new(usage.Output.Value + x.spareOutput), x.usage.CacheWrites, x.usage.Media, (int)usage.WebSearches);
                return bound >= quote.Price(usage).Total;
            }).Check(Many);

    [Fact]
    public void The_price_is_that_of_every_token_at_its_narrowest_priced_class() =>
        Prop.ForAll(
            (from prices in RandomPrices.Sheets from usage in RandomUsage.Of select (prices, usage)).ToArbitrary(),
            x =>
            {
                var cost = Books.Quote(x.prices.Json).Price(x.usage.Usage);
                return (cost.Input.NanoUsd, cost.Output.NanoUsd) == x.prices.CostNanos(x.usage);
            }).Check(Many);

    [Fact]
    public void Plain_counts_cost_the_same_either_way() =>
        Prop.ForAll(
            (from prices in RandomPrices.Sheets from input in Gen.Choose(0, 5_000) from output in Gen.Choose(0, 5_000) select (prices, input, output)).ToArbitrary(),
            x =>
            {
                var quote = Books.Quote(x.prices.Json);
                var usage = new TokenUsage { Input = new(x.input), Output = new(x.output) };
                return quote.TryPrice(usage.Input, usage.Output, out var plain, out var problem) == quote.TryPrice(usage, out var full, out var same)
                    && (plain, problem) == (full, same);
            }).Check(Many);

    [Fact]
    public void More_tokens_never_cost_less() =>
        Prop.ForAll(
            (from prices in RandomPrices.RisingSheets
             from usage in RandomUsage.Of
             from more in Gen.Choose(1, 2_000)
             select (prices, usage.Usage, more)).ToArbitrary(),
            x =>
            {
                var quote = Books.Quote(x.prices.Json);
                var (usage, price) = (x.Usage, quote.Price(x.Usage).Total);
                return price <= quote.Price(usage with { Input = new(usage.Input.Value + x.more) }).Total
                    && price <= quote.Price(usage with { Output = new(usage.Output.Value + x.more) }).Total
                    && price <= quote.Price(usage with { WebSearches = usage.WebSearches + 1 }).Total;
            }).Check(Many);

    [SharedDataFact]
    public void Holds_at_the_real_prices_cover_real_usage_and_no_more_than_they_must()
    {
        (string Provider, string Model)[] models =
            [.. Books.Real.Providers.SelectMany(provider => provider.ModelIds.Select(model => (provider.Id, model))).Where((_, index) => index % 7 == 0)];
        Prop.ForAll(
            (from model in Gen.Elements(models) from usage in RandomUsage.Of select (model, usage)).ToArbitrary(),
            x =>
            {
                var quote = Books.Real.Quote(x.model.Provider, x.model.Model);
                var usage = quote.PricesOutput ? x.usage.Usage : x.usage.WithoutOutput;
                var bound = quote.UpperBound(usage.Input, usage.Output, x.usage.CacheWrites, x.usage.Media);
                return bound >= quote.Price(usage).Total && quote.UpperBound(default, default, CacheWrites.None) <= bound;
            }).Check(Many);
    }

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(1_000);
}
