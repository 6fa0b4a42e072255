using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo.Tests;

public sealed class AuthorizationTests(TestSilo silo) : IClassFixture<TestSilo>
{
    [Theory]
    [InlineData("POST", "/v1/sync", "gateway")]
    [InlineData("POST", "/v1/rates", "gateway")]
    [InlineData("POST", "/v1/receipts", "gateway")]
    [InlineData("POST", "/v1/finals", "gateway")]
    [InlineData("POST", "/v1/bounds", "gateway")]
    [InlineData("GET", "/v1/notices", "gateway")]
    [InlineData("POST", "/v1/scope-keys", "gateway")]
    [InlineData("POST", "/v1/decisions", "gateway")]
    [InlineData("POST", "/v1/decisions/batch", "gateway")]
    [InlineData("GET", "/v1/authorize/x", "gateway")]
    [InlineData("POST", "/v1/authorize/x", "gateway")]
    [InlineData("POST", "/v1/holds/batch", "gateway")]
    [InlineData("POST", "/v1/holds/x/settle", "gateway")]
    [InlineData("POST", "/v1/holds/x/extend", "gateway")]
    [InlineData("POST", "/v1/holds/x/void", "gateway")]
    [InlineData("GET", "/v1/me", "gateway")]
    [InlineData("GET", "/v1/openapi.json", "stranger gateway admin")]
    [InlineData("GET", "/v1/plans/7", "gateway admin")]
    [InlineData("GET", "/v1/prices/7", "gateway admin")]
    [InlineData("GET", "/v1/mesh", "admin")]
    [InlineData("POST", "/v1/mesh", "admin")]
    [InlineData("POST", "/v1/mesh/check", "admin")]
    [InlineData("POST", "/v1/prices", "admin")]
    [InlineData("GET", "/v1/scopes", "admin")]
    [InlineData("GET", "/v1/scopes/acme/search", "admin")]
    [InlineData("POST", "/v1/scopes/acme/search/unfreeze", "admin")]
    [InlineData("POST", "/v1/scopes/acme/search/adjustments", "admin")]
    [InlineData("GET", "/v1/patterns", "admin")]
    [InlineData("GET", "/v1/receipts", "admin")]
    [InlineData("GET", "/v1/receipts/sums?gateways=gate-1", "admin")]
    [InlineData("GET", "/v1/holds", "admin")]
    [InlineData("GET", "/v1/adjustments", "admin")]
    [InlineData("GET", "/v1/limits", "admin")]
    [InlineData("GET", "/v1/capacity", "admin")]
    [InlineData("GET", "/v1/reservations", "admin")]
    [InlineData("POST", "/v1/reservations", "admin")]
    [InlineData("POST", "/v1/reservations/check", "admin")]
    [InlineData("DELETE", "/v1/reservations/launch", "admin")]
    [InlineData("GET", "/v1/gateways", "admin")]
    [InlineData("POST", "/v1/gateways/gate-1/retire", "admin")]
    [InlineData("GET", "/v1/keys", "admin")]
    [InlineData("POST", "/v1/keys", "admin")]
    [InlineData("DELETE", "/v1/keys/key_none", "admin")]
    [InlineData("POST", "/v1/owners/books", "admin")]
    [InlineData("POST", "/v1/owners/retire", "admin")]
    [InlineData("POST", "/v1/owners/adjust", "admin")]
    [InlineData("POST", "/v1/owners/unfreeze", "admin")]
    [InlineData("POST", "/v1/owners/limits", "admin")]
    [InlineData("GET", "/metrics", "admin")]
    [InlineData("GET", "/healthz", "stranger gateway admin")]
    [InlineData("GET", "/readyz", "stranger gateway admin")]
    [InlineData("GET", "/no/such/route", "admin")]
    public async Task Each_route_is_for_those_it_is_meant_for(string method, string path, string allowed)
    {
        foreach (var (client, role) in new[] { (silo.Stranger, "stranger"), (silo.Gateway, "gateway"), (silo.Admin, "admin") })
        {
            using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), HttpCompletionOption.ResponseHeadersRead);
            var refusal = role == "stranger" ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
            if (allowed.Split(' ').Contains(role))
                response.StatusCode.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
            else
                response.StatusCode.ShouldBe(refusal, $"{role} at {method} {path}");
        }
    }

    [Fact]
    public void Every_route_says_whom_it_is_for()
    {
        var routes = silo.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints;

        // An engine may show itself there, with tests of its own.
        routes.OfType<RouteEndpoint>().Count(static route => route.RoutePattern.RawText?.StartsWith("/dashboard", StringComparison.Ordinal) != true).ShouldBe(49, "a new route belongs into the table above");
        routes.ShouldAllBe(route => route.Metadata.GetMetadata<IAuthorizeData>() != null || route.Metadata.GetMetadata<IAllowAnonymous>() != null);
    }

    [Theory]
    [InlineData("Bearer bm_admin_short")]
    [InlineData("Bearer nothing")]
    [InlineData("Bearer ")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Bearer bm_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_key_that_is_none_is_refused_in_words(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/keys");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        var problem = await silo.Stranger.SendAsync(request).ProblemAsync(HttpStatusCode.Unauthorized);

        problem.Detail().ShouldContain("key");
    }

    [Fact]
    public async Task Without_a_key_the_answer_says_how_to_send_one()
    {
        using var response = await silo.Stranger.GetAsync("/v1/mesh");

        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        (await silo.Stranger.GetAsync("/v1/mesh").ProblemAsync(HttpStatusCode.Unauthorized)).Detail().ShouldContain("Authorization: Bearer");
    }

    [Fact]
    public async Task With_the_wrong_key_the_answer_says_which_one_is_needed()
    {
        (await silo.Gateway.GetAsync("/v1/mesh").ProblemAsync(HttpStatusCode.Forbidden)).Detail().ShouldContain("admin keys");
        (await silo.Admin.PostJsonAsync("/v1/sync", "{}").ProblemAsync(HttpStatusCode.Forbidden)).Detail().ShouldContain("gateway keys");
    }
}
