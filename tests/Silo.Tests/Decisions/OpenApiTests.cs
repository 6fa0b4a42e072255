using BudgetMesh.Http;
using BudgetMesh.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BudgetMesh.Silo.Tests.Decisions;

public sealed class OpenApiTests(DecisionSilo world) : IClassFixture<DecisionSilo>
{
    [Fact]
    public void Every_route_of_the_api_is_described_and_every_description_has_a_route()
    {
        var routes = world.Silo.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.TrimStart('/') is var path && (path is "v1/me" || path.StartsWith("v1/decisions", StringComparison.Ordinal) || path.StartsWith("v1/authorize", StringComparison.Ordinal) || path.StartsWith("v1/holds/", StringComparison.Ordinal)))
            .SelectMany(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{route.RoutePattern.RawText!.TrimStart('/').Replace("**", "", StringComparison.Ordinal)}"));
        world.Document.Operations.ShouldBe(routes, ignoreOrder: true);
    }

    [Fact]
    public void Every_code_with_which_a_decision_is_refused_is_described()
    {
        foreach (var reason in Enum.GetValues<Reason>().Where(static reason => reason is not (Reason.Fits or Reason.Threshold or Reason.Paced)))
            world.Document.RefusalCodes.ShouldContain(Refusal.Of(new Decision { Verdict = Verdict.Deny, Reason = reason }, new RefusalOptions(ScopePath.Parse("acme"))).Code);
    }

    [Fact]
    public void What_is_not_as_described_is_found()
    {
        world.Document.CheckRequest("POST", "/v1/decisions", """{"input_tokens":"1","colour":"red"}""").Count.ShouldBe(2);
        world.Document.CheckRequest("POST", "/v1/decisions", """{"max_output_tokens":-1,"priority":"urgent"}""").Count.ShouldBe(3);
        world.Document.CheckResponse("POST", "/v1/holds/x/void", 200, """{"hold_id":"x","outcome":"vanished"}""").ShouldHaveSingleItem();
        world.Document.CheckResponse("GET", "/v1/me", 404, """{"title":"no"}""").Count.ShouldBe(2);
    }
}
