using System.Text;
using BudgetMesh.Pricing;

namespace BudgetMesh.Tests.Pricing;

public sealed class PriceBookFaultTests
{
    private const string Model = """{"id":"m","match":{"equals":"m"},"prices":PRICES}""";

    [Theory]
    [InlineData("""{"inptu_mtok":1}""", "$[0].models[0].prices.inptu_mtok: unknown price \"inptu_mtok\"; known are input_mtok,")]
    [InlineData("""{"input_mtok":"1"}""", "$[0].models[0].prices.input_mtok: a price is a number, or an object with base and tiers")]
    [InlineData("""{"input_mtok":-1}""", "$[0].models[0].prices.input_mtok: -1 is a negative price")]
    [InlineData("""{"input_mtok":1000000.5}""", "$[0].models[0].prices.input_mtok: 1000000.5 is more than the largest price, 1000000 USD")]
    [InlineData("""{"input_mtok":1e400}""", "$[0].models[0].prices.input_mtok: \"1e400\" is not a price")]
    [InlineData("""{"input_mtok":0.1234567890123456789}""", "$[0].models[0].prices.input_mtok: 0.1234567890123456789 has more than 18 decimals")]
    [InlineData("""{"input_mtok":1,"input_mtok":2}""", "$[0].models[0].prices.input_mtok: the key is there twice")]
    [InlineData("""{"cache_read_mtok":1}""", "$[0].models[0].prices: cache_read_mtok needs input_mtok beside it")]
    [InlineData("""{"input_mtok":3,"cache_read_mtok":1,"input_audio_mtok":9}""", "needs cache_audio_read_mtok beside it")]
    [InlineData("""{"input_mtok":{"base":1}}""", "$[0].models[0].prices.input_mtok: \"tiers\" is missing")]
    [InlineData("""{"input_mtok":{"base":1,"tiers":[{"start":5,"price":2},{"start":5,"price":3}]}}""", "$[0].models[0].prices.input_mtok.tiers[1].start: tiers rise: a start above 5 belongs here")]
    [InlineData("""{"input_mtok":{"base":1,"tiers":[{"start":1.5,"price":2}]}}""", "$[0].models[0].prices.input_mtok.tiers[0].start: 1.5 is not a whole number from 0 up")]
    [InlineData("""{"input_mtok":{"base":1,"tiers":[{"start":5,"price":2,"end":7}]}}""", "$[0].models[0].prices.input_mtok.tiers[0].end: unknown field \"end\"; known are start, price")]
    [InlineData("[]", "$[0].models[0].prices: no prices in the list")]
    [InlineData("""[{"constraint":{"start_date":"13.3.2026"},"prices":{}}]""", "$[0].models[0].prices[0].constraint.start_date: \"13.3.2026\" is not a date such as 2026-03-13")]
    [InlineData("""[{"constraint":{"weekday":1},"prices":{}}]""", "$[0].models[0].prices[0].constraint.weekday: unknown field \"weekday\"; known are start_time, end_time")]
    [InlineData("""[{"constraint":{"start_time":"00:30:00","end_time":"16:30:00Z"},"prices":{}}]""", "$[0].models[0].prices[0].constraint.start_time: \"00:30:00\" is not a time of day with an offset")]
    [InlineData("""[{"constraint":{"start_time":"00:30:00Z","end_time":"01:30:00+01:00"},"prices":{}}]""", "$[0].models[0].prices[0].constraint: the time of day ends when it starts")]
    public void A_price_that_is_not_understood_is_named_with_its_path(string prices, string message) =>
        Fault(Model.Replace("PRICES", prices, StringComparison.Ordinal)).ShouldContain(message);

    [Theory]
    [InlineData("""{"id":"m","prices":{}}""", "$[0].models[0]: \"match\" is missing")]
    [InlineData("""{"id":"m","match":{"like":"m"},"prices":{}}""", "$[0].models[0].match.like: unknown operator \"like\"; known are equals, starts_with, ends_with, contains, regex, or, and")]
    [InlineData("""{"id":"m","match":{},"prices":{}}""", "$[0].models[0].match: a match has one operator, here are 0")]
    [InlineData("""{"id":"m","match":{"or":[]},"prices":{}}""", "$[0].models[0].match.or: no rules to combine")]
    [InlineData("""{"id":"m","match":{"or":[{"equals":"a"},{"and":[{"regx":"b"}]}]},"prices":{}}""", "$[0].models[0].match.or[1].and[0].regx: unknown operator")]
    [InlineData("""{"id":"m","match":{"regex":"("},"prices":{}}""", "$[0].models[0].match.regex: not a regular expression")]
    [InlineData("""{"id":"m","match":{"equals":"m"},"prices":{},"price":{}}""", "$[0].models[0].price: unknown field \"price\"")]
    [InlineData("""{"id":"m","match":{"equals":"m"},"prices":{},"context_window":0}""", "$[0].models[0].context_window: 0 where a whole number from 1 up belongs")]
    [InlineData("""{"id":"m","match":{"equals":"m"},"prices":{},"deprecated":"yes"}""", "$[0].models[0].deprecated: a text where true or false belongs")]
    [InlineData("""{"id":"m","match":{"equals":"m"},"prices":{}},{"id":"M","match":{"equals":"x"},"prices":{}}""", "$[0].models[1]: \"M\" is listed twice")]
    public void A_model_that_is_not_understood_is_named_with_its_path(string models, string message) => Fault(models).ShouldContain(message);

    [Theory]
    [InlineData("""{}""", "$: an object where an array belongs")]
    [InlineData("""[""", "$: not JSON")]
    [InlineData("""[{"id":"\ud800","name":"P","api_pattern":"x","models":[]}]""", "$: not JSON: the text that begins at byte 7 is not Unicode")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"\ud800":0}]""", "$: not JSON: the text")]
    [InlineData("""[{"id":"p","name":"P","models":[]}]""", "$[0]: \"api_pattern\" is missing")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"fallback_model_providers":["q"]}]""", "$[0].fallback_model_providers: there is no provider \"q\"")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"extractors":[{"root":"usage","mappings":[{"path":"a","dest":"tokens"}]}]}]""", "$[0].extractors[0].mappings[0].dest: unknown count \"tokens\"")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"extractors":[{"root":[],"mappings":[]}]}]""", "$[0].extractors[0].root: a path ends with the name of a member")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"extractors":[{"root":[{"type":"first","field":"a","match":{"equals":"b"}},"x"],"mappings":[]}]}]""", "$[0].extractors[0].root[0].type: unknown step \"first\"; known is array-match")]
    [InlineData("""[{"id":"p","name":"P","api_pattern":"x","models":[],"extractors":[{"root":"usage","mappings":[]}]}]""", "$[0].extractors[0].mappings: no mappings")]
    public void A_provider_that_is_not_understood_is_named_with_its_path(string json, string message) =>
        Should.Throw<PriceBookException>(() => Books.Parse(json)).Message.ShouldStartWith(message);

    [Fact]
    public void A_version_is_needed() =>
        Should.Throw<ArgumentException>(() => PriceBook.Parse(Encoding.UTF8.GetBytes("[]"), " "));

    private static string Fault(string models) => Should.Throw<PriceBookException>(() => Books.WithModels(models)).Message;
}
