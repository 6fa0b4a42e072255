using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class OverlayTests
{
    private const string Listed =
        """
        [
          {"id":"openai","name":"OpenAI","api_pattern":"https://api\\.openai\\.com","provider_match":{"contains":"openai"},"models":[
            {"id":"gpt-mini","match":{"starts_with":"gpt-mini"},"prices":{"input_mtok":1,"output_mtok":2}},
            {"id":"gpt","match":{"starts_with":"gpt"},"context_window":1000,"prices":[
              {"prices":{"input_mtok":{"base":10,"tiers":[{"start":100,"price":20}]},"cache_read_mtok":1,"output_mtok":30}},
              {"constraint":{"start_date":"2026-03-13"},"prices":{"input_mtok":5,"cache_read_mtok":0.5,"output_mtok":15}}]},
            {"id":"audio","match":{"equals":"audio"},"prices":{"input_mtok":1,"input_audio_mtok":4,"output_mtok":2}},
            {"id":"gift","match":{"equals":"gift"},"prices":{}}]},
          {"id":"azure","name":"Azure","api_pattern":"https://[^.]*\\.azure\\.test","fallback_model_providers":["openai"],"models":[]}
        ]
        """;

    private static readonly PriceBook Book = Books.Parse(Listed);

    [Fact]
    public void An_entry_by_id_adds_classes_for_every_name_of_the_model_at_all_times()
    {
        var book = Book.Overlaid(new PriceOverlayConfig { Provider = "OpenAI", Model = "GPT", CacheWriteMtok = "6", CacheWriteOneHourMtok = "10", ContextWindow = "2000" });
        var usage = new TokenUsage { Input = new(10), CacheWrite = new(4), CacheWriteOneHour = new(1) };
        var quote = book.Quote("openai", "gpt-2026-01-01");
        quote.Price(usage).Input.NanoUsd.ShouldBe(6 * 5_000 + 3 * 6_000 + 10_000);
        (quote.PriceVersion, quote.Model, quote.ContextWindow).ShouldBe(("v2", "gpt", 2_000));
        book.Quote("openai", "gpt", Books.At("2026-03-12T00:00:00Z")).Price(usage).Input.NanoUsd.ShouldBe(6 * 10_000 + 3 * 6_000 + 10_000);
        Book.Quote("openai", "gpt").Price(usage).Input.NanoUsd.ShouldBe(50_000, "the listed book is as it was");
    }

    [Fact]
    public void An_entry_does_not_shadow_other_models_that_its_rule_would_fit() =>
        Book.Overlaid(new PriceOverlayConfig { Provider = "azure", Model = "gpt", OutputMtok = "99" }).Quote("azure", "gpt-mini").Lines[1].Usd.ShouldBe(2);

    [Fact]
    public void An_entry_by_another_name_holds_for_that_name_alone()
    {
        var book = Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "gpt-tuned", OutputMtok = "60" });
        OutputUsd("gpt-tuned").ShouldBe(60);
        OutputUsd("gpt-tuned-2").ShouldBe(15);
        OutputUsd("gpt").ShouldBe(15);
        book.Quote("openai", "GPT-Tuned").Lines[0].Usd.ShouldBe(5, "what is not given is as listed");

        decimal OutputUsd(string model) => book.Quote("openai", model).Lines.Single(line => line.Key == "output_mtok").Usd;
    }

    [Fact]
    public void An_entry_for_a_reseller_leaves_the_lister_alone_and_one_for_the_lister_reaches_the_reseller()
    {
        var reseller = Book.Overlaid(new PriceOverlayConfig { Provider = "azure", Model = "gpt-mini", InputMtok = "9" });
        (reseller.Quote("azure", "gpt-mini-1").ListedBy, reseller.Quote("azure", "gpt-mini-1").Lines[0].Usd).ShouldBe(("azure", 9));
        reseller.Quote("openai", "gpt-mini-1").Lines[0].Usd.ShouldBe(1);
        var lister = Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "gpt-mini", InputMtok = "9" });
        (lister.Quote("azure", "gpt-mini-1").ListedBy, lister.Quote("azure", "gpt-mini-1").Lines[0].Usd).ShouldBe(("openai", 9));
    }

    [Fact]
    public void Whole_new_models_and_providers_are_added_and_known_by_their_ids_alone()
    {
        var book = Book.Overlaid(
            new PriceOverlayConfig { Provider = "local", Model = "llama", InputMtok = "0", OutputMtok = "0", RequestsKcount = "0.5" },
            new PriceOverlayConfig { Provider = "openai-proxy", Model = "gpt", InputMtok = "7" });
        book.Quote("local", "LLAMA").Price(new TokenUsage { Input = new(5) }).Total.ShouldBe(Money.Parse("0.0005"));
        book.Quote("openai-proxy", "gpt").Lines.Length.ShouldBe(1);
        book.Quote("openai", "gpt").Lines[0].Usd.ShouldBe(5);
        book.Refusal("local", "lama").ShouldEndWith("; close: llama");
    }

    [Fact]
    public void A_default_prices_the_models_that_nobody_lists()
    {
        var book = Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "*", InputMtok = "100", OutputMtok = "200" });
        var quote = book.Quote("openai", "new-thing");
        (quote.Model, quote.Lines[0].Usd).ShouldBe(("*", 100));
        book.Quote("openai", "gpt").Lines[0].Usd.ShouldBe(5);
        book.TryQuote("azure", "new-thing", Books.Noon, out _, out _).ShouldBeFalse("a default is the provider's own");
    }

    [Fact]
    public void A_batch_request_is_cheaper_by_the_discount_on_tokens_and_not_on_fees()
    {
        var book = Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "gpt", BatchDiscountPercent = "33.33", WebSearchKcount = "10", CacheWriteMtok = "6" });
        var usage = new TokenUsage { Input = new(100), CacheRead = new(40), Output = new(7), WebSearches = 1 };
        var batch = book.Quote("openai", "gpt").Price(usage with { Batch = true });
        batch.Input.NanoUsd.ShouldBe(213_344 + 10_000_000); // 320,000 × 0.6667
        batch.Output.NanoUsd.ShouldBe(70_004); // 105,000 × 0.6667 = 70,003.5, half up
        Book.Quote("openai", "gpt").Price(usage with { Batch = true }).Output.NanoUsd.ShouldBe(105_000, "without a batch price the normal one holds");
    }

    [Fact]
    public void What_a_batch_would_cost_at_most_is_known_where_a_batch_price_is()
    {
        var book = Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "gpt", BatchDiscountPercent = "33.33", WebSearchKcount = "10" });
        var quote = book.Quote("openai", "gpt");
        var batch = quote.BatchUpperBound(new(100), new(7), CacheWrites.None, Media.Text, 1).ShouldNotBeNull();
        batch.ShouldBe(quote.Price(new TokenUsage { Input = new(100), Output = new(7), WebSearches = 1, Batch = true }).Total);
        batch.ShouldBeLessThan(quote.UpperBound(new(100), new(7), CacheWrites.None, Media.Text, 1));
        Book.Quote("openai", "gpt").BatchUpperBound(new(100), new(7), CacheWrites.None).ShouldBeNull();
    }

    [Fact]
    public void A_free_model_can_be_given_a_price()
    {
        Book.Quote("openai", "gift").IsFree.ShouldBeTrue();
        Book.Overlaid(new PriceOverlayConfig { Provider = "openai", Model = "gift", InputMtok = "1", OutputMtok = "1" }).Quote("openai", "gift").IsFree.ShouldBeFalse();
    }

    [Fact]
    public void Every_problem_is_reported_with_entry_and_field()
    {
        PriceOverlayConfig[] overlay =
        [
            new() { Provider = "openai", Model = "gpt", InputMtok = "1,5", OutputMtok = "-2", CacheWriteOneHourMtok = "x", BatchDiscountPercent = "101", ContextWindow = "-5", WebSearchKcount = "" },
            new() { Model = " ", InputMtok = "1" },
            new() { Provider = "openai", Model = "unheard-of", BatchDiscountPercent = "50" },
            new() { Provider = "openai", Model = "audio", CacheReadMtok = "1" },
            new() { Provider = "new", Model = "m", CacheReadMtok = "1", OutputMtok = "1" },
            new() { Provider = "openai", Model = "gpt-mini", InputMtok = "1" },
            new() { Provider = "OpenAI", Model = "GPT-mini", InputMtok = "2" },
        ];
        Book.TryWithOverlay(overlay, "v2", out var book, out var problems).ShouldBeFalse();
        book.ShouldBeNull();
        problems.Select(problem => (problem.Entry, problem.Field)).ShouldBe(
        [
            (0, "input_mtok"), (0, "output_mtok"), (0, "cache_write_one_hour_mtok"), (0, "web_search_kcount"), (0, "batch_discount_percent"), (0, "context_window"),
            (1, "provider"), (1, "model"), (2, "input_mtok"), (3, "cache_audio_read_mtok"), (4, "input_mtok"), (6, "model"),
        ]);
        problems[0].Message.ShouldBe("\"1,5\" is not a price: write USD as a plain decimal such as 2.50");
        problems[9].Message.ShouldBe("a price for cache_audio_read is needed beside that for input_audio, for tokens of that class");
        Should.Throw<PriceBookException>(() => Book.WithOverlay(overlay, "v2")).Path.ShouldBe("overlay[0].input_mtok");
    }
}
