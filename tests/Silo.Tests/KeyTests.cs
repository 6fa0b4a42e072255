using System.Net;

namespace BudgetMesh.Silo.Tests;

public sealed class KeyTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Fact]
    public async Task A_key_is_shown_once_works_and_is_refused_from_the_moment_it_is_revoked()
    {
        var made = await silo.Admin.PostJsonAsync("/v1/keys", """{"role":"gateway","label":"edge-1"}""").JsonAsync(HttpStatusCode.Created);
        var (id, secret) = ((string)made["id"]!, (string)made["secret"]!);
        var client = silo.Client(secret);

        secret.ShouldStartWith("bm_gw_");
        (await client.GetAsync("/v1/prices/0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await silo.Admin.GetStringAsync("/v1/keys")).ShouldContain(id);
        (await silo.Admin.GetStringAsync("/v1/keys")).ShouldNotContain(secret);

        (await silo.Admin.DeleteAsync($"/v1/keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync("/v1/prices/0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await silo.Admin.DeleteAsync($"/v1/keys/{id}").ProblemAsync(HttpStatusCode.NotFound)).Detail().ShouldContain(id);
    }

    [Fact]
    public async Task The_last_admin_key_stays()
    {
        var keys = await silo.Admin.GetAsync("/v1/keys").JsonAsync();
        var admins = keys["keys"]!.AsArray().Where(key => (string?)key!["role"] == "admin" && key["revoked_at"] is null).ToList();

        var last = admins.ShouldHaveSingleItem()!["id"];

        (await silo.Admin.DeleteAsync($"/v1/keys/{last}").ProblemAsync(HttpStatusCode.Conflict)).Detail().ShouldContain("last admin key");
    }

    [Theory]
    [InlineData("""{"role":"root","label":"x"}""", "gateway")]
    [InlineData("""{"role":"gateway","label":""}""", "label")]
    [InlineData("""{"role":"gateway"}""", "label")]
    [InlineData("""{"role":"gateway","label":"x","colour":"red"}""", "colour")]
    [InlineData("nothing", "$")]
    [InlineData("null", "null")]
    public async Task A_key_that_makes_no_sense_is_refused_in_words(string body, string word)
    {
        (await silo.Admin.PostJsonAsync("/v1/keys", body).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain(word);
    }
}
