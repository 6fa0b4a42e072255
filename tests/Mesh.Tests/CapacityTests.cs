using System.Text.Json;
using BudgetMesh.Rates;
using BudgetMesh.Routing;

namespace BudgetMesh.Mesh.Tests;

public sealed class CapacityTests
{
    [Fact]
    public void Limits_regions_weights_and_reservations_are_read()
    {
        var (_, plan) = Read(MeshText.Capacity);
        var us = plan.Deployments[0];
        us.Capacity.ShouldBe([new("tokens", LimitUnit.Tokens, 2_000_000, 333_333, WhenAway.Deny), new("concurrent", LimitUnit.Concurrent, 64, 64, WhenAway.Deny)]);
        us.Reservations.Select(reservation => reservation.Name).ShouldBe(["launch", "office"]);
        us.Reservations[1].Amounts.ShouldBe([new("tokens", 1_000_000), new("concurrent", 32)]);
        var search = plan.Scopes["acme/search"];
        search.LimitLevels.Select(level => (level.Scope.Value, level.Limit.Name, level.Limit.WhenSiloAway)).ShouldBe(
            [("acme/search", "input_tokens", WhenAway.Deny), ("acme/search", "concurrent", WhenAway.Deny), ("acme", "all", WhenAway.SafeShare)]);
        (search.Claimant.Scope, search.Claimant.Weight).ShouldBe((search.Path, 2));
        search.Policies.Rules[0].Only!.Value.ShouldHaveSingleItem().Region.ShouldBe("eu");
    }

    [Fact]
    public void What_is_written_reads_back_as_itself()
    {
        var (config, _) = Read(MeshText.Capacity);
        var (again, _) = Read(MeshFile.Write(config));
        Json(again).ShouldBe(Json(config));
    }

    [Theory]
    [InlineData("64 concurrent requests}", "64 concurrent requests, burst: 9}", 6, "deployments[0].capacity[1].burst", "leave burst out")]
    [InlineData("10 requests per second", "10 requests per day", 14, "scopes.acme.limits[0].rate", "write it under the budgets")]
    [InlineData("- rate: 20 concurrent requests", "- rates: 20", 19, "scopes.acme/search.limits[1].rates", "did you mean rate?")]
    [InlineData("weight: 2", "weight: two", 16, "scopes.acme/search.weight", "is not a weight")]
    [InlineData("regions: eu", "regions: [eu, mars]", 9, "policies[0].regions[1]", "no deployment is in region \"mars\"")]
    [InlineData("hours: 22:00-06:00", "hours: 22-06", 27, "reservations[1].hours", "are not hours")]
    [InlineData("[monday, tuesday]", "[monday, tuseday]", 26, "reservations[1].every[1]", "did you mean tuesday?")]
    [InlineData("amounts: 50%", "amounts: 60%", 25, "reservations[1].amounts", "office does not fit: it asks for 1200000 tokens per minute")]
    [InlineData("from: 2026-12-01T09:00:00+01:00", "from: 2026-12-01", 21, "reservations[0].from", "write date, time and offset")]
    public void What_is_wrong_is_told_with_field_and_line(string good, string wrong, int line, string field, string message)
    {
        MeshText.Capacity.ShouldContain(good);
        var problem = MeshText.ProblemsOf(MeshText.Capacity.Replace(good, wrong, StringComparison.Ordinal)).ShouldHaveSingleItem();
        problem.Message.ShouldContain(message);
        (problem.Line, problem.Field).ShouldBe((line, field));
    }

    [Theory]
    [InlineData("64 concurrent requests", "70 concurrent requests", "deployment openai/gpt-5@us, capacity concurrent: rate 64 concurrent requests → 70 concurrent requests")]
    [InlineData("300000 input tokens", "300000 output tokens", "removed scope acme/search, limit input_tokens: rate 300000 input tokens per minute", "added scope acme/search, limit output_tokens: rate 300000 output tokens per minute")]
    [InlineData("burst: 60", "burst: 90", "scope acme, limit all: burst 60 → 90")]
    [InlineData("weight: 2", "weight: 3", "scope acme/search: weight 2 → 3")]
    [InlineData("amounts: 50%", "amounts: 40%", "reservation office: amounts [50%] → [40%]")]
    [InlineData("name: launch", "name: start", "removed reservation launch: scope acme/search, deployment openai/gpt-5@us, amounts [1000000 tokens per minute, 32 concurrent requests], from 2026-12-01T09:00:00+01:00, until 2026-12-03T00:00:00+01:00",
        "added reservation start: scope acme/search, deployment openai/gpt-5@us, amounts [1000000 tokens per minute, 32 concurrent requests], from 2026-12-01T09:00:00+01:00, until 2026-12-03T00:00:00+01:00")]
    public void A_change_is_told_by_the_name_of_what_changes(string old, string changed, params string[] lines) =>
        MeshDifference.Between(Read(MeshText.Capacity).Config, Read(MeshText.Capacity.Replace(old, changed, StringComparison.Ordinal)).Config).ShouldBe(lines);

    private static (MeshConfig Config, MeshPlan Plan) Read(string yaml)
    {
        MeshFile.TryRead(yaml, out var config, out var plan, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return (config!, plan!);
    }

    private static string Json(MeshConfig config) => JsonSerializer.Serialize(config, MeshJson.Default.MeshConfig);
}
