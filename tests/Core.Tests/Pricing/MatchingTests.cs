using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class MatchingTests
{
    [Theory]
    [InlineData("""{"equals":"GPT-x"}""", "gpt-X", "gpt-x1")]
    [InlineData("""{"starts_with":"GPT-"}""", "gpt-x", "a-gpt-x")]
    [InlineData("""{"ends_with":"-Mini"}""", "x-mini", "mini-x")]
    [InlineData("""{"contains":"Tur"}""", "x-turbo", "x-t")]
    [InlineData("""{"regex":"^O[134](-|$)"}""", "o3-pro", "gpt-o3")]
    [InlineData("""{"regex":"\\d{4}"}""", "a-1234-b", "a-123-b")]
    [InlineData("""{"regex":"^gpt-(?!x)"}""", "gpt-y", "gpt-x")]
    [InlineData("""{"or":[{"equals":"a"},{"equals":"b"}]}""", "B", "c")]
    [InlineData("""{"and":[{"contains":"a"},{"or":[{"contains":"b"},{"contains":"c"}]}]}""", "xCxA", "xa")]
    public void Each_operator_fits_whatever_the_case(string match, string fits, string doesNot)
    {
        var book = Books.WithModels($$$"""{"id":"m","match":{{{match}}},"prices":{"input_mtok":1,"output_mtok":2}}""");
        book.Quote("acme", fits).Model.ShouldBe("m");
        book.Quote("acme", fits.ToUpperInvariant()).Model.ShouldBe("m");
        book.Refusal("ACME", doesNot).ShouldStartWith($"no price for model \"{doesNot}\" of provider \"acme\" in price book v1");
    }

    [Fact]
    public void Of_two_models_that_fit_the_first_is_taken() =>
        Books.WithModels(
            """
            {"id":"first","match":{"contains":"x"},"prices":{"input_mtok":1,"output_mtok":2}},
            {"id":"second","match":{"equals":"x"},"prices":{"input_mtok":1,"output_mtok":2}}
            """).Quote("acme", "x").Model.ShouldBe("first");

    [Fact]
    public void A_provider_is_found_by_id_before_name_before_URL_before_other_names()
    {
        var book = Books.Parse(
            """
            [
              {"id":"catch-all","name":"All","api_pattern":"https://[a-z.]*acme","provider_match":{"contains":"acme"},"models":[]},
              {"id":"acme-eu","name":"Acme Europe","api_pattern":"https://eu\\.acme\\.test","models":[]}
            ]
            """);
        Find("ACME-EU").ShouldBe("acme-eu");
        Find(" acme europe ").ShouldBe("acme-eu");
        Find("https://eu.acme.test/v1").ShouldBe("catch-all");
        Find("my-acme").ShouldBe("catch-all");
        Find("https://elsewhere.test/acme").ShouldBe("");
        Find("http://proxy/?to=https://eu.acme.test").ShouldBe("");

        string Find(string name) => book.TryFindProvider(name, out var provider) ? provider.Id : "";
    }

    [Fact]
    public void A_price_is_taken_from_a_fallback_a_single_step_away_and_after_the_own()
    {
        var book = Books.Parse(
            """
            [
              {"id":"a","name":"A","api_pattern":"a","models":[{"id":"own","match":{"equals":"own"},"prices":{"input_mtok":1}}],"fallback_model_providers":["b"]},
              {"id":"b","name":"B","api_pattern":"b","models":[
                {"id":"b-own","match":{"equals":"own"},"prices":{"input_mtok":2}},
                {"id":"other","match":{"starts_with":"other"},"prices":{"input_mtok":2}}],"fallback_model_providers":["c"]},
              {"id":"c","name":"C","api_pattern":"c","models":[{"id":"far","match":{"equals":"far"},"prices":{"input_mtok":3}}]}
            ]
            """);
        book.Quote("a", "own").ListedBy.ShouldBe("a");
        var fallback = book.Quote("a", "Other-2");
        (fallback.Provider, fallback.ListedBy, fallback.Model).ShouldBe(("a", "b", "other"));
        book.Refusal("a", "far").ShouldBe("no price for model \"far\" of provider \"a\" in price book v1");
        book.Refusal("a", "othr").ShouldEndWith("; close: other");
    }

    [Fact]
    public void A_name_that_is_absurdly_long_is_refused()
    {
        var book = Books.WithModels("""{"id":"m","match":{"contains":"a"},"prices":{"input_mtok":1}}""");
        var name = new string('a', Limits.PricedNameLengthMax);
        book.Quote("acme", name).Model.ShouldBe("m");
        book.Refusal("acme", name + "a").ShouldBe("a name of more than 512 characters is no provider and no model");
        book.TryFindProvider("https://api.acme.test/" + name, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_book_refuses_everything() =>
        PriceBook.Empty("none").Refusal("openai", "gpt-4o").ShouldBe("no prices for model \"gpt-4o\": provider \"openai\" is not in price book none");
}
