using System.Text.Json;
using BudgetMesh.Pricing;
using BudgetMesh.Replay.Provider;
using NodaTime;

namespace BudgetMesh.Replay.Tests;

public sealed class ProviderPriceTests
{
    private const string List =
        """
        [{"id": "acme-ai", "models": [
          {"id": "tiered", "match": {"equals": "tiered"}, "prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25}},
          {"id": "named", "match": {"or": [{"starts_with": "named-"}, {"regex": "^n\\d+$"}]}, "prices": {"input_mtok": 0.1, "output_mtok": 0.3, "requests_kcount": 2}},
          {"id": "timed", "match": {"contains": "timed"}, "prices": [{"prices": {"input_mtok": 1}}]},
          {"id": "free", "match": {"equals": "free"}, "prices": {}}]}]
        """;

    [Theory]
    [InlineData("tiered", 200_000, 10, "1.00025")]
    [InlineData("tiered", 200_001, 10, "2.00026")]
    [InlineData("NAMED-large", 3, 1, "0.0020006")]
    [InlineData("n12", 0, 0, "0.002")]
    [InlineData("free", 1_000_000, 1_000_000, "0")]
    public void Listed_prices_are_found_by_rule_and_charged_by_tier(string model, long input, long output, string usd) =>
        Prices(Deployment("acme-ai", model), List)[$"acme-ai/{model}"].Cost(input, output).ShouldBe(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void An_overlay_wins_field_by_field()
    {
        var mesh = """{"deployments": [{"id": "acme-ai/named-x"}], "prices": {"overlay": [{"provider": "acme-ai", "model": "named", "output_mtok": "7"}]}}""";

        Prices(mesh, List)["acme-ai/named-x"].Cost(1_000_000, 1_000_000).ShouldBe(0.1m + 0.002m + 7m);
    }

    [Fact]
    public void A_region_is_no_part_of_the_model() =>
        Prices("""{"deployments": [{"id": "acme-ai/free@eu"}]}""", List)["acme-ai/free@eu"].Cost(1_000, 1_000).ShouldBe(0);

    [Theory]
    [InlineData("acme-ai/free@eu")]
    [InlineData("acme-ai/free")]
    [InlineData("other/elsewhere@eu\", \"provider\": \"acme-ai\", \"model\": \"free")]
    public void A_model_costs_the_same_in_every_region(string id) =>
        Prices($$"""{"deployments": [{"id": "{{id}}"}]}""", List)[id.Split('"')[0]].Cost(1, 1).ShouldBe(0);

    [Theory]
    [InlineData("timed", "depends on the time")]
    [InlineData("nobody", "finds no price for acme-ai/nobody")]
    public void A_price_that_it_cannot_read_is_refused(string model, string problem) =>
        Should.Throw<ProviderPriceException>(() => Prices(Deployment("acme-ai", model), List)).Message.ShouldContain(problem);

    [Fact]
    public void Input_and_output_are_each_rounded_half_up_to_a_nano_dollar() =>
        Prices("""{"deployments": [{"id": "a/b"}], "prices": {"overlay": [{"provider": "a", "model": "b", "input_mtok": "0.0005", "output_mtok": "0.0005"}]}}""", null)["a/b"]
            .Cost(1, 1).ShouldBe(0.000000002m);

    [SharedDataFact]
    public void It_agrees_with_the_price_book_on_every_real_model_it_can_read()
    {
        var bytes = File.ReadAllBytes(SharedData.PathOf("genai_prices.json"));
        using var list = JsonDocument.Parse(bytes);
        var book = PriceBook.Parse(bytes, "test");
        var compared = 0;
        foreach (var provider in list.RootElement.EnumerateArray())
        {
            foreach (var model in provider.GetProperty("models").EnumerateArray().Where(model => model.GetProperty("prices").ValueKind == JsonValueKind.Object))
            {
                var (seller, name) = (provider.GetProperty("id").GetString()!, model.GetProperty("id").GetString()!);
                if (!book.TryQuote(seller, name, Instant.FromUtc(2026, 8, 21, 12, 0), out var quote, out _))
                    continue;
                var usage = new TokenUsage { Input = new TokenCount(250_003), Output = new TokenCount(777) };
                if (!quote.TryPrice(usage, out var cost, out _))
                    continue;
                var price = new ProviderPriceList(Json($$"""{"deployments": [{"id": "x", "provider": "{{seller}}", "model": "{{name}}"}]}"""), list.RootElement)["x"];
                price.Cost(250_003, 777).ShouldBe((decimal)cost.Total.NanoUsd / Money.NanosPerUsd, $"{seller} {name}");
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void The_bill_of_a_scope_has_all_that_is_below_it()
    {
        var bill = new ProviderBill();
        bill.Add("acme/chat/run-1", "a/b", 1.5m);
        bill.Add("acme/chatter", "a/c", 4m);

        bill.Of("acme").ShouldBe(5.5m);
        bill.Of("acme/chat").ShouldBe(1.5m);
        bill.Of("acme/cha").ShouldBe(0);
        bill.Total.ShouldBe(5.5m);
        bill.ByDeployment().Select(line => line.Key).ShouldBe(["a/c", "a/b"]);
    }

    private static string Deployment(string provider, string model) => $$"""{"deployments": [{"id": "{{provider}}/{{model}}"}]}""";

    private static ProviderPriceList Prices(string mesh, string? list) => new(Json(mesh), list is null ? null : Json(list));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}
