using System.Net;
using System.Net.Http.Json;
using BudgetMesh.Bounds;
using BudgetMesh.Wire;

namespace BudgetMesh.Silo.Tests;

public sealed class BoundsTests : SiloWithMesh
{
    private static readonly int Bucket = LengthBuckets.IndexOf(300);

    [Fact]
    public async Task What_gateways_share_is_added_up_and_each_learns_the_whole()
    {
        await ShareAsync(Line(answers: 700));
        var reply = await ShareAsync(Line(answers: 800), Line("acme/search", [], []), Line(task: "other"));

        reply.Gateways.ShouldBe(1);
        reply.Keys.ShouldBe([new KnownLine(1_500, 303, 303), new KnownLine(0, 0, 0), new KnownLine(0, 0, 0)]);
    }

    [Fact]
    public async Task A_server_that_starts_again_knows_what_it_knew()
    {
        await ShareAsync(Line(answers: 1_200));
        await Silo.RestartAsync();

        (await ShareAsync(Line("acme", [], []))).Keys.Single().Answers.ShouldBe(1_200);
    }

    [Fact]
    public async Task Of_scopes_that_the_mesh_does_not_have_nothing_is_learned()
    {
        await ShareAsync(Line("acme/nobody", [Bucket], [5_000]));

        (await ShareAsync(Line("acme/nobody", [], []), Line("acme", [], []))).Keys.ShouldAllBe(known => known.Answers == 0);
    }

    [Theory]
    [InlineData("acme", 3, 2, 1, 1)]
    [InlineData("acme", 3, 3, 1, 1)]
    [InlineData("acme", -1, 3, 1, 1)]
    [InlineData("acme", 3, 5_000, 1, 1)]
    [InlineData("acme", 3, 4, 0, 1)]
    [InlineData("acme", 3, 4, 1, 40_000)]
    [InlineData("Acme//", 3, 4, 1, 1)]
    public async Task What_no_gateway_can_have_seen_is_refused_whole(string scope, int first, int second, long firstAnswers, long secondAnswers)
    {
        var message = new BoundsReport("gate-1", [Line(answers: 10), Line(scope, [first, second], [firstAnswers, secondAnswers])]);

        (await Silo.Gateway.PostAsJsonAsync(Routes.Bounds, message, WireJson.Default.BoundsReport).ProblemAsync(HttpStatusCode.BadRequest)).Detail().ShouldContain("keys[1]");
        (await ShareAsync(Line("acme", [], []))).Keys.Single().Answers.ShouldBe(0);
    }

    [Fact]
    public async Task Too_many_keys_too_long_names_and_lists_that_do_not_match_are_refused()
    {
        foreach (var keys in new LengthsLine[][] { [.. Enumerable.Repeat(Line(answers: 1), 1_001)], [Line(task: new string('t', 65))], [Line("acme", [1], [])] })
        {
            var answer = await Silo.Gateway.PostAsJsonAsync(Routes.Bounds, new BoundsReport("gate-1", keys), WireJson.Default.BoundsReport);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Only_gateways_share()
    {
        (await Silo.Admin.PostJsonAsync(Routes.Bounds, "{}").ProblemAsync(HttpStatusCode.Forbidden)).Detail().ShouldContain("gateway keys");
        (await Silo.Stranger.PostJsonAsync(Routes.Bounds, "{}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static LengthsLine Line(long answers) => Line("acme", [Bucket], [answers]);

    private static LengthsLine Line(string scope = "acme", int[]? buckets = null, long[]? answers = null, string task = "") =>
        new(scope, task, "llama", buckets ?? [], answers ?? []);

    private async Task<BoundsReply> ShareAsync(params LengthsLine[] keys)
    {
        var answer = await Silo.Gateway.PostAsJsonAsync(Routes.Bounds, new BoundsReport("gate-1", keys), WireJson.Default.BoundsReport);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync(WireJson.Default.BoundsReply)).ShouldNotBeNull();
    }
}
