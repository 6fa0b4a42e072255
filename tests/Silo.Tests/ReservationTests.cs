using System.Net;
using System.Text.Json.Nodes;

namespace BudgetMesh.Silo.Tests;

public sealed class ReservationTests : LimitedSilo
{
    private const string Route = "/v1/reservations";

    [Fact]
    public async Task Reservations_are_listed_as_they_were_written_with_what_they_come_to()
    {
        var half = (await ListAsync()).ShouldHaveSingleItem()!;

        ((string)half["name"]!, (string)half["scope"]!, (string)half["amounts"]![0]!, (bool)half["active"]!).ShouldBe(("half", "acme/search", "50%", true));
        half["reserved"]!.AsArray().Select(amount => ((string)amount!["limit"]!, (long)amount["amount"]!)).ShouldBe([("tokens", 3000), ("concurrent", 6)]);
        (half["from"], half["until"], half["next_change"]).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task One_that_fits_is_a_new_version_of_the_mesh()
    {
        var added = await AddAsync("launch", "2000 tokens per minute", "\"from\":\"2100-12-01T09:00:00+01:00\",\"until\":\"2100-12-03T00:00:00+01:00\"").JsonAsync(HttpStatusCode.Created);

        ((long)added["version"]!).ShouldBe(2);
        added["changes"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldContain("launch");
        ((string)(await Silo.Admin.GetAsync("/v1/mesh").JsonAsync())["yaml"]!).ShouldContain("launch");
        var launch = (await ListAsync())[1]!;
        ((bool)launch["active"]!, (DateTimeOffset)launch["next_change"]!).ShouldBe((false, new DateTimeOffset(2100, 12, 1, 8, 0, 0, TimeSpan.Zero)));
        ((DateTimeOffset)launch["until"]!).ShouldBe(new DateTimeOffset(2100, 12, 2, 23, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task One_without_a_beginning_begins_now_and_is_seen_by_the_owner_at_once()
    {
        await Silo.Admin.GetAsync("/v1/capacity").JsonAsync();

        await AddAsync("more", "1000 tokens per minute").JsonAsync(HttpStatusCode.Created);

        var more = (await ListAsync())[1]!;
        ((bool)more["active"]!).ShouldBeTrue();
        more["from"].ShouldNotBeNull();
        ((long)(await Silo.Admin.GetAsync("/v1/capacity").JsonAsync())["deployments"]![0]!["limits"]![0]!["reserved"]!).ShouldBe(4000);
    }

    [Fact]
    public async Task One_that_does_not_fit_is_refused_with_when_and_how_much_would()
    {
        await AddAsync("evening", "2000 tokens per minute", "\"from\":\"2100-01-01T00:00:00Z\",\"until\":\"2100-01-02T00:00:00Z\"").JsonAsync(HttpStatusCode.Created);

        var refused = await AddAsync("more", "1500 tokens per minute", "\"from\":\"2100-01-01T12:00:00Z\",\"until\":\"2100-01-03T00:00:00Z\"").ProblemAsync(HttpStatusCode.Conflict);

        refused.Detail().ShouldContain("more does not fit: it asks for 1500 tokens per minute");
        ((string)refused["limit"]!).ShouldBe("tokens");
        ((DateTimeOffset)refused["start"]!, (DateTimeOffset)refused["end"]!).ShouldBe((Utc(1, 12), Utc(2, 0)));
        ((DateTimeOffset)refused["fits_from"]!).ShouldBe(Utc(2, 0));
        ((long)refused["fitting"]![0]!["amount"]!).ShouldBe(1000);
        (await ListAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_check_answers_the_same_and_changes_nothing()
    {
        (await Silo.Admin.PostJsonAsync($"{Route}/check", Body("more", "3000 tokens per minute")).JsonAsync()).ToJsonString().ShouldBe("""{"fits":true,"refusal":null}""");
        var refused = await Silo.Admin.PostJsonAsync($"{Route}/check", Body("more", "3001 tokens per minute")).JsonAsync();

        ((bool)refused["fits"]!, (long)refused["refusal"]!["fitting"]![0]!["amount"]!).ShouldBe((false, 3000));
        refused["refusal"]!["end"].ShouldBeNull();
        ((long)(await Silo.Admin.GetAsync("/v1/mesh").JsonAsync())["version"]!).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_reserved_in_the_past_stands_in_nobodys_way()
    {
        await Silo.ApplyAsync(Mesh.Replace("amounts: 50%}", "amounts: 100%, until: 2021-01-01T00:00:00Z}", StringComparison.Ordinal));

        await AddAsync("all", "6000 tokens per minute").JsonAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"name":"half","scope":"acme/search","deployment":"openai/gpt-5@us","amounts":["1%"]}""", "name")]
    [InlineData("""{"name":"x","scope":"acme/nobody","deployment":"openai/gpt-5@us","amounts":["1%"]}""", "scope")]
    [InlineData("""{"name":"x","scope":"acme/search","deployment":"local/llama","amounts":["1%"]}""", "deployment")]
    [InlineData("""{"name":"x","scope":"acme/search","deployment":"openai/gpt-5@us","amounts":["1 USD"]}""", "amounts[0]")]
    [InlineData("""{"name":"x","scope":"acme/search","deployment":"openai/gpt-5@us","amounts":["50%"],"until":"2021-01-01T00:00:00Z"}""", "until")]
    public async Task What_makes_no_sense_is_refused_with_its_field(string body, string field)
    {
        var problem = await Silo.Admin.PostJsonAsync(Route, body).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        ((string)problem["errors"]![0]!["field"]!).ShouldBe(field);
    }

    [Fact]
    public async Task One_that_is_removed_is_gone_from_the_mesh_and_cannot_be_removed_again()
    {
        ((long)(await Silo.Admin.DeleteAsync($"{Route}/half").JsonAsync())["version"]!).ShouldBe(2);

        (await ListAsync()).ShouldBeEmpty();
        (await Silo.Admin.DeleteAsync($"{Route}/half").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain("half");
    }

    [Fact]
    public async Task Without_a_mesh_there_is_nothing_to_reserve()
    {
        var empty = new TestSilo();
        await empty.InitializeAsync();

        (await empty.Admin.PostJsonAsync(Route, Body("x", "1%")).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("no mesh");
        (await empty.Admin.GetAsync("/v1/capacity").JsonAsync())["deployments"]!.AsArray().ShouldBeEmpty();
        await empty.DisposeAsync();
    }

    private Task<HttpResponseMessage> AddAsync(string name, string amount, string more = "\"every\":null") => Silo.Admin.PostJsonAsync(Route, Body(name, amount, more));

    private static string Body(string name, string amount, string more = "\"every\":null") =>
        $$"""{"name":"{{name}}","scope":"acme/chat","deployment":"openai/gpt-5@us","amounts":["{{amount}}"],{{more}}}""";

    private async Task<JsonArray> ListAsync() => (await Silo.Admin.GetAsync(Route).JsonAsync())["reservations"]!.AsArray();

    private static DateTimeOffset Utc(int day, int hour) => new(2100, 1, day, hour, 0, 0, TimeSpan.Zero);
}
