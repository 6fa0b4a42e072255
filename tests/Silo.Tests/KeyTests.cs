using System.Net;
using System.Text.Json.Nodes;
using BudgetMesh.Wire;

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

    [Fact]
    public async Task A_key_of_a_scope_is_listed_with_it_and_gateways_learn_whose_it_is_by_its_hash_until_it_is_revoked()
    {
        var made = await silo.Admin.PostJsonAsync("/v1/keys", """{"role":"scope","label":"search team","scope":"acme/search","refusal_status":403}""").JsonAsync(HttpStatusCode.Created);
        var (id, secret) = ((string)made["id"]!, (string)made["secret"]!);
        secret.ShouldStartWith("bm_scope_");

        var listed = (await silo.Admin.GetAsync("/v1/keys").JsonAsync())["keys"]!.AsArray().Single(key => (string?)key!["id"] == id)!;
        ((string?)listed["scope"]).ShouldBe("acme/search");
        ((int?)listed["refusal_status"]).ShouldBe(403);

        (await FindAsync(secret))!.ToJsonString().ShouldBe($$"""{"id":"{{id}}","label":"search team","scope":"acme/search","refusal_status":403}""");
        (await FindAsync($"{secret}x")).ShouldBeNull();
        (await silo.Client(secret).GetAsync("/v1/prices/0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await silo.Admin.DeleteAsync($"/v1/keys/{id}");
        (await FindAsync(secret)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_keys_that_speak_for_no_scope_a_gateway_learns_nothing()
    {
        var made = await silo.Admin.PostJsonAsync("/v1/keys", """{"role":"admin","label":"second admin"}""").JsonAsync(HttpStatusCode.Created);
        (await FindAsync((string)made["secret"]!)).ShouldBeNull();
        (await silo.Admin.DeleteAsync($"/v1/keys/{made["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("""{"role":"root","label":"x"}""", "gateway")]
    [InlineData("""{"role":"gateway","label":""}""", "label")]
    [InlineData("""{"role":"gateway"}""", "label")]
    [InlineData("""{"role":"gateway","label":"x","colour":"red"}""", "colour")]
    [InlineData("""{"role":"scope","label":"x"}""", "acme/search")]
    [InlineData("""{"role":"scope","label":"x","scope":"acme//x"}""", "scope")]
    [InlineData("""{"role":"scope","label":"x","scope":"acme","refusal_status":500}""", "402, 403, 429")]
    [InlineData("""{"role":"gateway","label":"x","scope":"acme"}""", "role scope")]
    [InlineData("""{"role":"admin","label":"x","refusal_status":403}""", "role scope")]
    [InlineData("nothing", "$")]
    [InlineData("null", "null")]
    public async Task A_key_that_makes_no_sense_is_refused_in_words(string body, string word)
    {
        (await silo.Admin.PostJsonAsync("/v1/keys", body).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain(word);
    }

    private async Task<JsonNode?> FindAsync(string secret) =>
        (await silo.Gateway.PostJsonAsync("/v1/scope-keys", $$"""{"sha256":"{{KeySecret.Hash(secret)}}"}""").JsonAsync())["key"];
}
