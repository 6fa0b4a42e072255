using BudgetMesh.Pricing;
using NodaTime;

namespace BudgetMesh.Tests.Pricing;

public sealed class RealPriceListTests
{
    [SharedDataFact]
    public void The_whole_list_is_read()
    {
        Books.Real.Providers.Length.ShouldBe(34);
        Books.Real.Providers.Sum(provider => provider.ModelIds.Count()).ShouldBe(1442);
    }

    [SharedDataFact]
    public void Every_listed_model_is_quoted_by_its_id()
    {
        var others = from provider in Books.Real.Providers
                     from model in provider.ModelIds
                     let quoted = Books.Real.Quote(provider.Id, model).Model
                     where quoted != model
                     select $"{provider.Id} {model}: {quoted}";
        others.ShouldBeEmpty();
    }

    [SharedDataFact]
    public void Costs_agree_with_those_of_real_answers_but_for_two_that_this_list_cannot_price()
    {
        var cases = File.ReadLines(SharedData.PathOf("provider_usage_cases.jsonl")).Select((text, index) => PriceCase.Parse(text, index + 1));
        var results = PriceVerification.Verify(Books.Real, Books.Noon, cases).ToList();
        results.Count.ShouldBe(1569);
        var others = results.Where(result => !result.Matched).ToList();
        others.Select(other => (other.Case.Provider, other.Case.Model)).ShouldBe(
            // The stated costs are of a newer list: it has a price for image output, and this model.
            [("google", "gemini-2.5-flash-image"), ("aws", "openai.gpt-5.6-luna")]);
        others[0].Why.ShouldBe("output costs 0.03885 USD by the price book, 0.0387125 USD as stated");
        others[1].Why.ShouldStartWith("no price for model \"openai.gpt-5.6-luna\" of provider \"aws\" in price book list-1");
    }

    [SharedDataFact]
    public void An_overlay_adds_the_image_price_and_the_model_that_the_list_lacks()
    {
        var book = Books.Real.Overlaid(
            new PriceOverlayConfig { Provider = "google", Model = "gemini-2.5-flash-image", OutputMtok = "2.5", OutputImageMtok = "30" },
            new PriceOverlayConfig { Provider = "aws", Model = "openai.gpt-5.6-luna", InputMtok = "1.1", OutputMtok = "6.6" });
        var cases = File.ReadLines(SharedData.PathOf("provider_usage_cases.jsonl")).Select((text, index) => PriceCase.Parse(text, index + 1));
        PriceVerification.Verify(book, Books.Noon, cases).Where(result => !result.Matched).ShouldBeEmpty();
    }

    [SharedDataFact]
    public void DeepSeek_is_cheaper_outside_its_peak_hours_in_UTC()
    {
        InputUsd("2026-08-21T00:29:59.999999999Z").ShouldBe(0.135m);
        InputUsd("2026-08-21T00:30:00Z").ShouldBe(0.27m);
        InputUsd("2026-08-21T16:29:59.999999999Z").ShouldBe(0.27m);
        InputUsd("2026-08-21T16:30:00Z").ShouldBe(0.135m);
        Books.Real.Quote("deepseek", "deepseek-chat", Books.At("2026-08-21T16:30:00Z")).ValidUntil.ShouldBe(Books.At("2026-08-22T00:30:00Z"));

        static decimal InputUsd(string at) => Books.Real.Quote("deepseek", "deepseek-chat", Books.At(at)).Lines[0].Usd;
    }

    [SharedDataFact]
    public void Claude_opus_loses_its_long_context_price_on_the_13th_of_March_2026()
    {
        var usage = new TokenUsage { Input = new(300_000), Output = new(1_000) };
        var before = Books.Real.Quote("anthropic", "claude-opus-4-6", Books.At("2026-03-12T23:59:59.999999999Z"));
        before.Price(usage).ShouldBe(new Cost(Money.Parse("3"), Money.Parse("0.0375"), "list-1"));
        before.ValidUntil.ShouldBe(Books.At("2026-03-13T00:00:00Z"));
        var after = Books.Real.Quote("anthropic", "claude-opus-4-6", Books.At("2026-03-13T00:00:00Z"));
        after.Price(usage).ShouldBe(new Cost(Money.Parse("1.5"), Money.Parse("0.025"), "list-1"));
        after.ValidUntil.ShouldBe(Instant.MaxValue);
    }

    [SharedDataFact]
    public void Bedrock_and_Azure_are_found_by_the_URLs_of_their_customers()
    {
        Provider("https://bedrock-runtime.eu-central-1.amazonaws.com/model/x").ShouldBe("aws");
        Provider("https://my-openai.openai.azure.com/openai/deployments/x").ShouldBe("azure");
        Provider("https://europe-west1-aiplatform.googleapis.com/v1").ShouldBe("google");
        Provider("HTTPS://API.OPENAI.COM/v1").ShouldBe("openai");
        Provider("Amazon Bedrock").ShouldBe("aws");
        Provider("vertex-ai").ShouldBe("google");
        Books.Real.TryFindProvider("https://openai.example.test/v1", out _).ShouldBeFalse();
        Books.Real.TryFindProviderOfModel("O3-mini", out var byModel).ShouldBeTrue();
        byModel!.Id.ShouldBe("openai");

        static string Provider(string name) => Books.Real.TryFindProvider(name, out var provider) ? provider.Id : "";
    }

    [SharedDataFact]
    public void Azure_sells_models_that_others_list()
    {
        var quote = Books.Real.Quote("azure", "claude-opus-4-5-20251101");
        (quote.Provider, quote.ListedBy, quote.Model).ShouldBe(("azure", "anthropic", "claude-opus-4-5"));
        Books.Real.Quote("azure", "gpt-4o").ListedBy.ShouldBe("openai");
    }

    [SharedDataFact]
    public void A_misspelt_model_is_refused_with_close_names()
    {
        Books.Real.Refusal("anthropic", "claud-opus-4-5").ShouldContain("claude-opus-4-5");
        Books.Real.Refusal("opnai", "gpt-4o").ShouldContain("provider \"opnai\" is not in price book list-1; close: openai");
    }
}
